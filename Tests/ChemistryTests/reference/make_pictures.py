"""PNG files of the kinds that programs write: picture-*.png, of 20 x 17 pixels. Needs Pillow; run it in this folder.

The colour at (x, y) is (12 x, 15 y, 7 (x + y)) in each of red, green, blue; grey is 6 (x + y).
"""

import struct
import zlib

from PIL import Image

W, H = 20, 17
colors = [(12 * x, 15 * y, 7 * (x + y)) for y in range(H) for x in range(W)]
greys = [6 * (x + y) for y in range(H) for x in range(W)]


def save(mode, data, name, **more):
    image = Image.new(mode, (W, H))
    image.putdata(data)
    image.save(f"picture-{name}.png", **more)


save("RGB", colors, "rgb")
save("L", greys, "grey")
# The right half is transparent, and so white.
save("RGBA", [color + ((255 if index % W < W // 2 else 0),) for index, color in enumerate(colors)], "alpha")
palette = Image.new("P", (W, H))
palette.putpalette([value for color in colors[:256] for value in color])
palette.putdata([index % 256 for index in range(W * H)])
palette.save("picture-palette.png")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# 16 bits a channel, interlacing none.
rows = b"".join(b"\0" + b"".join(struct.pack(">H", grey * 257) for grey in greys[y * W:(y + 1) * W]) for y in range(H))
header = struct.pack(">IIBBBBB", W, H, 16, 0, 0, 0, 0)
with open("picture-grey16.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
