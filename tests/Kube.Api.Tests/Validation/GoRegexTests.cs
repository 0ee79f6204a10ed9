using Kube.Api.Validation;
using Xunit;

namespace Kube.Api.Tests.Validation;

public sealed class GoRegexTests
{
    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("\\y", "invalid escape sequence: `\\y`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    public void Of_BadPattern_SaysWhatGoSays(string pattern, string problem) => Assert.Equal($"error parsing regexp: {problem}", GoRegex.Of(pattern).Problem);

    [Theory]
    [InlineData("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name", true)]
    [InlineData("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name\n", false)]
    [InlineData("^\\d+$", "٣", false)]
    [InlineData("^[[:alpha:]_]+$", "ab_C", true)]
    [InlineData("(?i)^abc$", "ABC", true)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData("^\\Qa.b\\E$", "a.b", true)]
    [InlineData("^\\x{61}\\x62$", "ab", true)]
    [InlineData("^(?P<x>a|b){2}$", "ab", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("", "anything", true)]
    public void IsMatch_GoodPattern_MatchesAsInGo(string pattern, string text, bool expected)
    {
        Assert.Null(GoRegex.Of(pattern).Problem);
        Assert.Equal(expected, GoRegex.Of(pattern).IsMatch(text));
    }
}
