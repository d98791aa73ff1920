# bash completion of rotor and rotorscope. Commands and options are asked of the program itself, once a shell.
_rotor_words() { # _rotor_words [COMMAND]: what `rotor [COMMAND] --help` lists
  local key=${1:-top}
  if [ -z "${_rotor_known[$key]:-}" ]; then
    local help
    help=$(command rotor ${1:+"$1"} --help 2>/dev/null) || return
    if [ -n "${1:-}" ]; then
      _rotor_known[$key]=$(grep -oE '^ +(-[a-z],)?--[a-z0-9-]+' <<<"$help" | grep -oE -- '--[a-z0-9-]+')
    else
      _rotor_known[$key]=$(sed -n '/^Subcommands:/,$s/^  \([a-z]\+\) .*/\1/p' <<<"$help")
    fi
  fi
  printf '%s\n' "${_rotor_known[$key]}"
}

_rotor() {
  declare -gA _rotor_known
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]:-} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    words="$(_rotor_words) --help --version"
  else
    case $before in
      --rotation) words='none orthogonal hadamard quip quip-hadamard' ;;
      --objective) words='ce kl range whip kurtosis' ;;
      --recipe) words='spinquant best' ;;
      --w-method) words='rtn gptq' ;;
      --target) words='hf compressed-tensors gptq gguf rotations' ;;
      --device) words='auto cpu cuda:0' ;;
      --dtype) words='auto f32 bf16' ;;
      --r1 | --r2 | --r3 | --r4 | --scales) words='on off auto' ;;
      *)
        case $word in
          -*) words=$(_rotor_words "$command") ;;
          *) words=sample ;;
        esac
        ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  [ "$COMP_CWORD" = 1 ] || [[ $word == -* ]] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _rotor rotor

_rotorscope() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=''
  case $before in
    --page) words='inspect rotate quantize evaluate export lessons' ;;
    --theme) words='light dark system' ;;
    --language) words='en ru' ;;
    *)
      words=sample
      [[ $word != -* ]] || words='--backend --page --theme --size --scale --language --select --screenshot --help --version'
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"; compgen -f -X '!*.@(gguf|h5)' -- "$word"; compgen -d -- "$word")
}
complete -o filenames -F _rotorscope rotorscope
