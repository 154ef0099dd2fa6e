"""Make the stencil library: compile templates, take them apart, write what the engine maps."""
