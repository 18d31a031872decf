"""The commands, one file each. A command is a recipe: load, compute, report, write."""
