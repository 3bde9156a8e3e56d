using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

public sealed class UserNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Alice")]
    [InlineData("7of9")]
    [InlineData("first.last-name_2")]
    public void A_plain_name_is_taken(string name) => Assert.True(UserName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("-option")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("a=b")]
    [InlineData("a/b")]
    [InlineData("jürgen")]
    [InlineData("a\0")]
    public void A_name_that_would_need_escaping_is_refused(string name) => Assert.False(UserName.IsValid(name));

    [Fact]
    public void Sixty_four_characters_are_the_longest_name()
    {
        Assert.True(UserName.IsValid(new string('a', 64)));
        Assert.False(UserName.IsValid(new string('a', 65)));
    }
}
