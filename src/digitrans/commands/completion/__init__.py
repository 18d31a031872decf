"""What comes next on a command line, told to the shell that asks."""
