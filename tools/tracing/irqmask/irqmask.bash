# SPDX-License-Identifier: GPL-2.0
# bash completion for irqmask(1)
# shellcheck shell=bash

_irqmask() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} options='-i --irqs -d --duration --json -h --help'
	local live='-c --cpus -T --threshold -t --trace -e --event --trigger --on-threshold'

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W \
			'top hist record open worst stat --help --version' -- "$current")
		return
	fi
	case $previous in
	-t | --trace | --svg)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	-s | --sort)
		mapfile -t COMPREPLY < <(compgen -W 'max count rate cur min avg masked irq' \
			-- "$current")
		return
		;;
	--on-threshold)
		mapfile -t COMPREPLY < <(compgen -W \
			'trace trace,file= signal,num= shell,command= continue' -- "$current")
		return
		;;
	-i | --irqs)
		mapfile -t COMPREPLY < <(compgen -W "$(sed -n 's/^ *\([0-9]\+\):.*/\1/p' \
			/proc/interrupts)" -- "$current")
		return
		;;
	-c | --cpus | -d | --duration | -T | --threshold | -e | --event | --trigger | -b | \
		--bucket-size | --trace-buffer-size)
		return
		;;
	esac
	case $command in
	top) options="$options $live -q --quiet -s --sort" ;;
	hist) options="$options $live -b --bucket-size -C --cause --svg" ;;
	record) options="$options $live -q --quiet --svg --trace-buffer-size --process" ;;
	worst) options="$options --process" ;;
	stat) options="$options --prometheus" ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}
complete -F _irqmask irqmask
