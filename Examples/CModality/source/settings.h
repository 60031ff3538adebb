// Reads settings, which the program hands over as one JSON object that holds every setting.
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Where the value of a setting begins. A text can't be taken for a key: in JSON its quotes have backslashes.
static inline const char *setting_value(const char *settings, const char *name) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":", name);
  const char *found = strstr(settings, key);
  if (!found) return "";
  found += strlen(key);
  return found + strspn(found, " ");
}

/// A number; the program has checked that it is one and in its range.
static inline double setting_number(const char *settings, const char *name) {
  return strtod(setting_value(settings, name), NULL);
}

static inline int setting_boolean(const char *settings, const char *name) {
  return strncmp(setting_value(settings, name), "true", 4) == 0;
}

#endif
