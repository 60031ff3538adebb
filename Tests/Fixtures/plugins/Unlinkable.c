// A plugin that was linked against something that no longer exists.
int gone_from_the_core(void);

int acml_plugin_entry(void *info, void *registrar) { return info || registrar ? gone_from_the_core() : 0; }
