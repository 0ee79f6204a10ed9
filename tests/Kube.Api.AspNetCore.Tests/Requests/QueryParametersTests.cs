using Kube.Api.AspNetCore.Requests;
using Kube.Api.Errors;

namespace Kube.Api.AspNetCore.Tests.Requests;

public sealed class QueryParametersTests
{
    [Fact]
    public void Parse_EscapesAndRepeats_ReadsAsGoDoes()
    {
        var query = QueryParameters.Parse("?a=1&b=x+y%20z&a=2&c&d=%C3%A9%zz&e=%C3%A9t%C3%A9&f=1;g=2");

        Assert.Equal("1", query.Find("a"));
        Assert.Equal(["1", "2"], query.All("a"));
        Assert.Equal("x y z", query.Text("b"));
        Assert.Equal("", query.Find("c"));
        Assert.Null(query.Find("d"));
        Assert.Equal("été", query.Text("e"));
        Assert.Null(query.Find("f"));
    }

    [Theory]
    [InlineData("?watch=true", true)]
    [InlineData("?watch", true)]
    [InlineData("?watch=maybe", true)]
    [InlineData("?watch=False", false)]
    [InlineData("?watch=0", false)]
    [InlineData("?other=1", null)]
    public void Flag_Value_IsTrueUnlessItSaysNo(string text, bool? expected) => Assert.Equal(expected, QueryParameters.Parse(text).Flag("watch"));

    [Theory]
    [InlineData("x", "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("", "strconv.ParseInt: parsing \"\": invalid syntax")]
    [InlineData("99999999999999999999", "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    public void Integer_NotOne_SaysSoInGosWords(string value, string message) =>
        Assert.Equal(message, Assert.Throws<BadRequestException>(() => QueryParameters.Parse("?limit=" + value).Integer("limit")).Message);
}
