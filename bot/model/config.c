#include "model/config.h"

const struct workspace_config *config_workspace(const struct config *cfg, struct str name)
{
    for (size_t i = 0; i < cfg->n_workspaces; i++) {
        if (str_eq(cfg->workspaces[i].name, name))
            return &cfg->workspaces[i];
    }
    return NULL;
}
