"""What a shell needs to complete digitrans: a small script for each, and where it goes.

The scripts ask digitrans itself. Where a file is wanted the shell offers files; where one of a list is, only that list.
"""

from __future__ import annotations

import os
from pathlib import Path

from digitrans.errors import UsageFault

BASH = r"""
_digitrans_complete() {
    local IFS=$'\n' current="${COMP_WORDS[COMP_CWORD]}" line kind
    local -a words=("${COMP_WORDS[@]:1:COMP_CWORD-1}") joined=() lines=()
    local word before=""
    # bash takes words apart at = and :
    for word in "${words[@]}" "$current"; do
        if [[ ${#joined[@]} -gt 0 && ( $word == "=" || $word == ":" || $before == "=" || $before == ":" ) ]]; then
            joined[${#joined[@]}-1]+="$word"
        else
            joined+=("$word")
        fi
        before="$word"
    done
    local whole="${joined[${#joined[@]}-1]}"
    while IFS= read -r line; do lines+=("$line"); done < <(
        _DIGITRANS_COMPLETE=answer "$1" "${joined[@]}" 2>/dev/null
    )
    kind="${lines[0]}"
    local cut="${whole%"$current"}"
    [[ $current == "=" || $current == ":" ]] && cut="$whole"
    COMPREPLY=()
    for line in "${lines[@]:1}"; do
        line="${line%%$'\t'*}"
        COMPREPLY+=("${line#"$cut"}")
    done
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    local part="$current"
    [[ $part == "=" || $part == ":" ]] && part=""
    if [[ $kind == files || $kind == folders ]]; then
        compopt -o filenames 2>/dev/null
        [[ $kind == files ]] && COMPREPLY+=($(compgen -f -- "$part")) || COMPREPLY+=($(compgen -d -- "$part"))
    fi
}
complete -F _digitrans_complete digitrans
"""
ZSH = r"""#compdef digitrans
_digitrans() {
    local -a lines plain open
    local line value told kind
    lines=("${(@f)$(_DIGITRANS_COMPLETE=answer "${(Q)words[1]}" "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    kind="${lines[1]}"
    for line in "${(@)lines[2,-1]}"; do
        value="${line%%$'\t'*}"
        told="${line#*$'\t'}"
        value="${value//:/\\:}"
        [[ -n $told && $told != $line ]] && value="$value:$told"
        [[ ${line%%$'\t'*} == *= ]] && open+=("$value") || plain+=("$value")
    done
    (( $#plain )) && _describe -V 'digitrans' plain
    (( $#open )) && _describe -V 'digitrans' open -S ''
    if [[ $kind == files ]]; then
        compset -P '--[a-z-]#='
        _files
    elif [[ $kind == folders ]]; then
        compset -P '--[a-z-]#='
        _files -/
    fi
}
if [[ $funcstack[1] == _digitrans ]]; then
    _digitrans "$@"
else
    compdef _digitrans digitrans
fi
"""
FISH = r"""
function __digitrans_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (env _DIGITRANS_COMPLETE=answer $words "$current" 2>/dev/null)
    set -l kind $lines[1]
    set -e lines[1]
    test (count $lines) -gt 0; and printf '%s\n' $lines
    set -l before (string match -r -- '^--[a-z-]+=' "$current")
    set -l part (string replace -r -- '^--[a-z-]+=' '' "$current")
    if test "$kind" = files
        for each in (__fish_complete_path "$part")
            echo "$before$each"
        end
    else if test "$kind" = folders
        for each in (__fish_complete_directories "$part" '')
            echo "$before$each"
        end
    end
end
complete --command digitrans --no-files --keep-order --arguments '(__digitrans_complete)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def script(shell: str) -> str:
    """The script for a shell: bash, zsh or fish of ours, PowerShell's of Typer's. Raises UsageFault for another."""
    if shell in SCRIPTS:
        return SCRIPTS[shell].lstrip("\n")
    if shell in ("powershell", "pwsh"):
        from typer._completion_shared import get_completion_script

        return get_completion_script(prog_name="digitrans", complete_var="_DIGITRANS_COMPLETE", shell=shell) + "\n"
    raise UsageFault("error.no-shell", shell=shell, known=", ".join((*SCRIPTS, "powershell")))


def this_shell() -> str:
    """The name of the shell that digitrans was called from; bash where that cannot be told."""
    from typer._completion_shared import _get_shell_name

    return _get_shell_name() or Path(os.environ.get("SHELL", "bash")).name


def install(shell: str) -> Path:
    """Put the script where the shell finds it, and say so in its start-up file; gives where it is. Raises SaveFault."""
    from digitrans.files.paths import expanded
    from digitrans.files.saving import check_somewhere, write_whole

    if shell not in SCRIPTS:
        script(shell)
        from typer._completion_shared import install as install_with_typer

        return install_with_typer(shell=shell, prog_name="digitrans", complete_var="_DIGITRANS_COMPLETE")[1]
    home = expanded("~")
    place, start, lines = {
        "bash": (home / ".bash_completions" / "digitrans.sh", home / ".bashrc", "source '{place}'"),
        "zsh": (
            home / ".zfunc" / "_digitrans",
            home / ".zshrc",
            "fpath+=~/.zfunc; autoload -Uz compinit; compinit",
        ),
        "fish": (home / ".config" / "fish" / "completions" / "digitrans.fish", None, ""),
    }[shell]
    check_somewhere(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, script(shell), replace_existing=True, private=False)
    if start is not None:
        _add_line(start, lines.format(place=place))
    return place


def _add_line(start: Path, line: str) -> None:
    """Put ``line`` at the end of a start-up file, once; what else is in it stays as it is, byte by byte."""
    from digitrans.output import write_file

    before = start.read_bytes() if start.is_file() else b""
    if line.encode() in before:
        return
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    write_file(start, before + gap + line.encode() + b"\n")
