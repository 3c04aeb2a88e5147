#!/bin/sh
set -eu
accelerate launch --num_processes 4 -m axolotl.cli.train "$1"
