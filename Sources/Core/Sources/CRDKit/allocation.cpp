// Memory of C++ objects.
//
// RDKit builds a molecule from hundreds of small objects and throws them all away when it is read. glibc's `malloc` keeps
// seven freed blocks of each size at hand for a thread, and merges and splits all others under a lock; a seventh of the
// time of reading a molecule went there. So `delete` keeps what it is given on lists of the thread, and `new` looks there
// first. The blocks are `malloc`'s own, and may be freed by whoever has them.
#include <cstddef>

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

#include <malloc.h>
#include <pthread.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

// Blocks hold 24, 40, 56, … bytes: multiples of 16, less the 8 in which glibc notes the size.
constexpr size_t kLeast = 24, kStep = 16, kClasses = 32;

// The most that a thread keeps of each size. 256 kB of the largest, 4 MB in all.
constexpr uint32_t kKept = 512;

struct Block {
  Block *next;
};

struct Cache {
  Block *lists[kClasses];
  uint32_t counts[kClasses];
  enum : uint8_t { unused, open, closed } state;
};

// Zero to begin with, and without a destructor, so that it can be read at any time of a thread's life.
__thread Cache cache __attribute__((tls_model("initial-exec")));

void close(void *) {
  cache.state = Cache::closed;
  for (Block *&list : cache.lists) {
    while (Block *block = list) {
      list = block->next;
      std::free(block);
    }
  }
}

// The lists are emptied when the thread ends; false where that can't be promised.
bool opened() {
  static pthread_key_t key;
  static const bool hasKey = pthread_key_create(&key, close) == 0;
  if (cache.state == Cache::unused)
    cache.state = hasKey && pthread_setspecific(key, &cache) == 0 ? Cache::open : Cache::closed;
  return cache.state == Cache::open;
}

// The class whose blocks all hold `size` bytes.
size_t classFor(size_t size) { return size <= kLeast ? 0 : (size - kLeast + kStep - 1) / kStep; }

// Keeps a freed block that holds what its class asks for, or gives it back.
void keep(void *pointer, size_t index) {
  if (index < kClasses && cache.counts[index] < kKept && (cache.state == Cache::open || opened())) {
    auto *block = static_cast<Block *>(pointer);
    block->next = cache.lists[index];
    cache.lists[index] = block;
    ++cache.counts[index];
  } else {
    std::free(pointer);
  }
}

}  // namespace

void *operator new(size_t size) {
  const size_t index = classFor(size);
  if (index < kClasses) {
    if (Block *block = cache.lists[index]) {
      cache.lists[index] = block->next;
      --cache.counts[index];
      return block;
    }
  }
  while (true) {
    if (void *block = std::malloc(size ? size : 1)) return block;
    std::new_handler handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void *pointer) noexcept {
  if (pointer) keep(pointer, (malloc_usable_size(pointer) - kLeast) / kStep);
}

// The compiler says how much was asked for, as it does to jemalloc and tcmalloc; `malloc` gave at least as much as the
// class of that asks for.
void operator delete(void *pointer, size_t size) noexcept {
  if (pointer) keep(pointer, classFor(size));
}

#endif
