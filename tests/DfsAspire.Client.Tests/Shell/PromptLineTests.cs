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

    [Theory]
    [InlineData("", new string[0], "", 0)]
    [InlineData("ge", new string[0], "ge", 0)]
    [InlineData("get ", new[] { "get" }, "", 4)]
    [InlineData("get do", new[] { "get" }, "do", 4)]
    [InlineData("get \"my fi", new[] { "get" }, "my fi", 4)]
    [InlineData("get \"my ", new[] { "get" }, "my ", 4)]
    [InlineData("get docs/\"my fi", new[] { "get" }, "docs/my fi", 4)]
    [InlineData("get 'a b' 'c", new[] { "get", "a b" }, "c", 10)]
    public void The_word_that_is_being_typed_is_known_with_its_place(string line, string[] before, string word, int start)
    {
        var typed = PromptLine.Typed(line);

        Assert.Equal(before, typed.Before);
        Assert.Equal((word, start), (typed.Word, typed.Start));
    }

    [Fact]
    public void A_quoted_word_is_read_back_open_or_closed() => Gen.String.Sample(word =>
        PromptLine.Split(PromptLine.Quote(word)) is [var whole] && whole == word && PromptLine.Typed("get " + PromptLine.Quote(word, isOpen: true)) is var typed && typed.Word == word);

    [Fact]
    public void Any_words_survive_quoting_and_splitting() =>
        Gen.String.Array[0, 6].Sample(words => PromptLine.Split(string.Join(' ', words.Select(Quoted))).SequenceEqual(words));

    [Fact]
    public void Words_without_blanks_and_quotes_need_no_quotes() =>
        Gen.String[Gen.Char['!', '~'].Where(c => c is not ('"' or '\'')), 1, 20].Array[0, 6]
            .Sample(words => PromptLine.Split(string.Join("  ", words)).SequenceEqual(words));

    private static string Quoted(string word) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
