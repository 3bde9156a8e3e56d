namespace DfsAspire.Client.Shell.Completion;

/// <summary>
/// What makes a shell ask <c>dfs complete</c> for what a word may become. The scripts hand on words without their quotes and put quotes around what is
/// inserted, each in the manner of its shell. The program gets no keyboard, so that it cannot change how the terminal is set. When <c>dfs complete</c> does not end with 0, the shell completes local files.
/// </summary>
internal static class ShellScripts
{
    /// <summary>The shells there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script for a shell.</summary>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };

    private const string Bash = """
        # bash: eval "$(dfs completion bash)", or put this into ~/.local/share/bash-completion/completions/dfs
        _dfs() {
            # What is typed up to the cursor, as words without their quotes: those in COMP_WORDS have them still, and are cut at ':' and '='.
            local line=${COMP_LINE:0:COMP_POINT} words=() word= raw= open= found one i
            local -a plain=(0)
            for ((i = 0; i < ${#line}; i++)); do
                one=${line:i:1}
                if [[ -z $open && $one == [[:blank:]] ]]; then
                    [[ -n $raw ]] && words+=("$word")
                    word= raw=
                    continue
                fi
                raw+=$one
                if [[ -n $open && $one == "$open" ]]; then
                    open=
                elif [[ -z $open && $one == [\'\"] ]]; then
                    open=$one
                elif [[ $one == \\ && $open != \' ]]; then
                    ((i++))
                    raw+=${line:i:1} word+=${line:i:1}
                else
                    word+=$one
                fi
                plain[${#raw}]=${#word}
            done
            if ! found=$(dfs complete -- "${words[@]:1}" "$word" 2>/dev/null </dev/null); then
                compopt -o bashdefault -o default
                return 0
            fi
            # bash puts in only what follows the last of these cuts, or the quote.
            local known=${plain[${#raw} - ${#2}]:-0}
            COMPREPLY=()
            while IFS= read -r one; do
                [[ -z $one ]] && continue
                [[ $one == */ ]] && compopt -o nospace
                one=${one:known}
                case $open in
                    \') one=${one//\'/"'\\''"} ;;
                    \") one=$(sed 's/[\\"$`]/\\&/g' <<<"$one") ;;
                    *) printf -v one %q "$one" ;;
                esac
                COMPREPLY+=("$one")
            done <<<"$found"
            return 0
        }
        complete -F _dfs dfs
        """;

    private const string Zsh = """
        #compdef dfs
        # zsh: source <(dfs completion zsh), after compinit; or put this into a directory of your fpath, as _dfs
        _dfs() {
            local found
            local -a folders others
            if ! found=$(dfs complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null); then
                _files
                return
            fi
            folders=("${(@M)${(@f)found}:#*/}")
            others=("${(@)${(@f)found}:#(*/|)}")
            [[ -n $folders[1] ]] && compadd -S '' -- "${folders[@]}"
            [[ -n $others[1] ]] && compadd -- "${others[@]}"
        }
        if [[ $funcstack[1] == _dfs ]]; then
            _dfs "$@"
        else
            compdef _dfs dfs
        fi
        """;

    private const string Fish = """
        # fish: dfs completion fish > ~/.config/fish/completions/dfs.fish
        function __dfs_complete
            set -l words (commandline -opc)
            set -l raw (commandline -ct)
            # A quote that is open yet is closed first.
            set -l word (string unescape -- "$raw"; or string unescape -- "$raw\""; or string unescape -- "$raw'")
            command -q dfs; or return
            command dfs complete -- $words[2..-1] "$word" 2>/dev/null </dev/null; or __fish_complete_path "$word"
        end
        complete -c dfs -f -a '(__dfs_complete)'
        """;

    private const string PowerShell = """
        # PowerShell: dfs completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName dfs -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object {
                if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
            })
            if ($wordToComplete -eq '') { $words += '' }
            $code = $global:LASTEXITCODE
            $null | dfs complete -- @words 2>$null | ForEach-Object {
                # One goes on typing behind a folder, which one cannot behind a closing quote.
                $text = if ($_ -notmatch '[^\w/.:+%=-]') { $_ }
                    elseif ($_.EndsWith('/')) { $_ -replace '[^\w/.:+%=-]', '`$0' }
                    else { "'$([System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($_))'" }
                [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
            }
            $global:LASTEXITCODE = $code
        }
        """;
}
