using CsCheck;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Prompt;

namespace DfsAspire.Client.Tests.Shell;

public sealed class PromptLineTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \t ", new string[0])]
    [InlineData("GET 1.txt docs/", new[] { "GET", "1.txt", "docs/" })]
    [InlineData("  put   a\tb  ", new[] { "put", "a", "b" })]
    [InlineData("""put "my file.txt" docs/""", new[] { "put", "my file.txt", "docs/" })]
    [InlineData("""put 'my file.txt' docs/""", new[] { "put", "my file.txt", "docs/" })]
    [InlineData("""get docs/"my file".txt""", new[] { "get", "docs/my file.txt" })]
    [InlineData("""get it's.txt""", new[] { "get", "it's.txt" })]
    [InlineData("""get "say ""hi"".txt" """, new[] { "get", "say \"hi\".txt" })]
    [InlineData("""get 'it''s mine.txt'""", new[] { "get", "it's mine.txt" })]
    [InlineData("""put C:\new\table.txt""", new[] { "put", @"C:\new\table.txt" })]
    [InlineData("get \"\"", new[] { "get", "" })]
    public void Words_are_split_at_blanks_outside_quotes(string line, string[] words) => Assert.Equal(words, PromptLine.Split(line));

    [Theory]
    [InlineData("get \"open")]
    [InlineData("get 'open")]
    [InlineData("get \"")]
    [InlineData("get \"a\"\"")]
    public void A_quote_that_is_not_closed_is_said(string line) =>
        Assert.Contains("not closed", Assert.Throws<UsageException>(() => PromptLine.Split(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_words_survive_quoting_and_splitting() =>
        Gen.String.Array[0, 6].Sample(words => PromptLine.Split(string.Join(' ', words.Select(Quoted))).SequenceEqual(words));

    [Fact]
    public void Words_without_blanks_and_quotes_need_no_quotes() =>
        Gen.String[Gen.Char['!', '~'].Where(c => c is not ('"' or '\'')), 1, 20].Array[0, 6]
            .Sample(words => PromptLine.Split(string.Join("  ", words)).SequenceEqual(words));

    private static string Quoted(string word) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
