using Kube.Api.Errors;
using Kube.Api.Selectors;

namespace Kube.Api.Tests.Selectors;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("even=yes", true)]
    [InlineData("even==yes", true)]
    [InlineData("even!=yes", false)]
    [InlineData("even", true)]
    [InlineData("!even", false)]
    [InlineData("!odd", true)]
    [InlineData("even in (yes,no)", true)]
    [InlineData("even in ()", false)]
    [InlineData("even notin (yes)", false)]
    [InlineData("i>2", true)]
    [InlineData("i<2", false)]
    [InlineData(" even = yes ", true)]
    [InlineData("even=yes,i!=3", false)]
    public void LabelSelector_Matches(string text, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(text).Matches(new Dictionary<string, string> { ["even"] = "yes", ["i"] = "3" }));

    [Theory]
    [InlineData("i in (0,1,", "unable to parse requirement: found '', expected: ',', or identifier")]
    [InlineData("even=yes,", "found '', expected: identifier after ','")]
    [InlineData(",even", "found ',', expected: !, identifier, or 'end of string'")]
    [InlineData("even=a b", "found 'b', expected: ',' or 'end of string'")]
    [InlineData("=x", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("even=yes=no", "found '=', expected: ',' or 'end of string'")]
    [InlineData("e!ven", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("bad key=x", "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("even in yes", "unable to parse requirement: found 'yes' expected: '('")]
    [InlineData("even===yes", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("(even)", "found '(', expected: !, identifier, or 'end of string'")]
    [InlineData("i>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("/x=y", "unable to parse requirement: <nil>: Invalid value: \"/x\": prefix part must be non-empty")]
    public void LabelSelector_Malformed_BadRequest(string text, string message) =>
        Assert.Equal(message, Assert.Throws<BadRequestException>(() => LabelSelector.Parse(text)).Message);

    [Theory]
    [InlineData("metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    [InlineData("metadata.name in (c1)", "invalid selector: 'metadata.name in (c1)'; can't understand 'metadata.name in (c1)'")]
    [InlineData("metadata.name=a\\xb", "invalid field selector: invalid escape sequence: \\x")]
    public void FieldSelector_Malformed_BadRequest(string text, string message) =>
        Assert.Equal(message, Assert.Throws<BadRequestException>(() => FieldSelector.Parse(text)).Message);

    [Fact]
    public void FieldSelector_Escaped_IsPlain() =>
        Assert.Equal([new FieldRequirement("a", "x,y=z")], FieldSelector.Parse("a=x\\,y\\=z").Requirements);
}
