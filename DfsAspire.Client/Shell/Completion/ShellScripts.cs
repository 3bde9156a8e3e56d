namespace DfsAspire.Client.Shell.Completion;

/// <summary>What makes a shell ask <c>dfs complete</c> for what a word may become.</summary>
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
            local IFS=$'\n'
            COMPREPLY=($(dfs complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
            compopt -o filenames
            [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
            return 0
        }
        complete -o bashdefault -o default -F _dfs dfs
        """;

    private const string Zsh = """
        #compdef dfs
        # zsh: source <(dfs completion zsh), after compinit
        _dfs() {
            local -a found
            found=("${(@f)$(dfs complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ -n "$found[1]" ]]; then
                compadd -S '' -- "${found[@]}"
            else
                _files
            fi
        }
        compdef _dfs dfs
        """;

    private const string Fish = """
        # fish: dfs completion fish > ~/.config/fish/completions/dfs.fish
        function __dfs_complete
            set -l words (commandline -opc)
            dfs complete -- $words[2..-1] (commandline -ct) 2>/dev/null
        end
        complete -c dfs -a '(__dfs_complete)'
        """;

    private const string PowerShell = """
        # PowerShell: dfs completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName dfs -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
            if ($wordToComplete -eq '') { $words += '' }
            dfs complete -- @words 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;
}
