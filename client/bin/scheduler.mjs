#!/usr/bin/env node
// The command `scheduler`. npm links it at the installation, before the build has created the rest.
import '../dist/cli/main.js';
