using System.Text;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.Patch;

public sealed class JsonPatchTests
{
    private const string Current = """{"z":1,"data":{"k":"v","b":null},"list":["a","b"],"m/n":{"t~x":"tilde"},"o":{"q":1,"p":2}}""";

    [Theory]
    [InlineData("""[]""", """{"data":{"k":"v","b":null},"list":["a","b"],"m/n":{"t~x":"tilde"},"o":{"q":1,"p":2},"z":1}""")]
    [InlineData("""null""", """{"data":{"k":"v","b":null},"list":["a","b"],"m/n":{"t~x":"tilde"},"o":{"q":1,"p":2},"z":1}""")]
    [InlineData("""[{"op":"add","path":"/data/n","value":"1"}]""", """*"data":{"b":null,"k":"v","n":"1"}*""")]
    [InlineData("""[{"op":"add","path":"/data/n"}]""", """*"data":{"b":null,"k":"v","n":null}*""")]
    [InlineData("""[{"op":"add","path":"/data/k","value":{"x":[1]}}]""", """*"k":{"x":[1]}}*""")]
    [InlineData("""[{"op":"add","path":"/list/-","value":"c"}]""", """*"list":["a","b","c"]*""")]
    [InlineData("""[{"op":"add","path":"/list/0","value":"c"}]""", """*"list":["c","a","b"]*""")]
    [InlineData("""[{"op":"add","path":"/list/2","value":"c"}]""", """*"list":["a","b","c"]*""")]
    [InlineData("""[{"op":"add","path":"/list/-1","value":"c"}]""", """*"list":["a","b","c"]*""")]
    [InlineData("""[{"op":"add","path":"/list/-3","value":"c"}]""", """*"list":["c","a","b"]*""")]
    [InlineData("""[{"op":"remove","path":"/list/-1"}]""", """*"list":["a"]*""")]
    [InlineData("""[{"op":"replace","path":"/list/+1","value":"c"}]""", """*"list":["a","c"]*""")]
    [InlineData("""[{"op":"replace","path":"/data/none","value":"c"}]""", """*"none":"c"*""")]
    [InlineData("""[{"op":"replace","path":"","value":{"only":1}}]""", """{"only":1}""")]
    [InlineData("""[{"op":"replace","path":"","value":"scalar"}]""", """*"z":1}""")]
    [InlineData("""[{"op":"add","path":"data/n","value":1}]""", """*"n":1*""")]
    [InlineData("""[{"op":"add","path":"/","value":1}]""", """{"":1*""")]
    [InlineData("""[{"op":"test","path":"/m~1n/t~0x","value":"tilde"},{"op":"remove","path":"/m~1n"}]""", """*"list":["a","b"],"o"*""")]
    [InlineData("""[{"op":"test","path":"/data/none","value":null}]""", """{*""")]
    [InlineData("""[{"op":"test","path":"/data/b"}]""", """{*""")]
    [InlineData("""[{"op":"test","path":"/o","value":{"p":2,"q":1}}]""", """*"o":{"q":1,"p":2}*""")]
    [InlineData("""[{"op":"test","path":"/o/p","value":2}]""", """*"o":{"p":2,"q":1}*""")]
    [InlineData("""[{"op":"move","from":"/data/k","path":"/moved"}]""", """*"data":{"b":null},*"moved":"v"*""")]
    [InlineData("""[{"op":"move","from":"/list/0","path":"/list/1"}]""", """*"list":["b","a"]*""")]
    [InlineData("""[{"op":"copy","from":"/data/none","path":"/x"}]""", """*"x":null*""")]
    [InlineData("""[{"op":"copy","from":"/o","path":"/o/r"},{"op":"remove","path":"/o/q"}]""", """*"o":{"p":2,"r":{"p":2,"q":1}}*""")]
    public void Apply_GivesWhatUpstreamGives(string patch, string expected)
    {
        var current = TreeNode.Parse(Current);
        var result = Parse(patch).Apply(current).ToString();
        Assert.Matches("^" + string.Join(".*", expected.Split('*').Select(System.Text.RegularExpressions.Regex.Escape)) + "$", result);
        Assert.Equal(Current, current.ToString());
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/list/3","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/-4","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/none/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/data/b/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/z/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"","value":{}}]""")]
    [InlineData("""[{"op":"add","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/data/none"}]""")]
    [InlineData("""[{"op":"remove","path":"/list/2"}]""")]
    [InlineData("""[{"op":"replace","path":"/list/2","value":1}]""")]
    [InlineData("""[{"op":"move","from":"/data/none","path":"/x"}]""")]
    [InlineData("""[{"op":"copy","path":"/x"}]""")]
    [InlineData("""[{"op":"copy","from":"/list/7","path":"/x"}]""")]
    [InlineData("""[{"op":"test","path":"/data/k","value":"w"}]""")]
    [InlineData("""[{"op":"test","path":"/data/none","value":"w"}]""")]
    [InlineData("""[{"op":"test","path":"/z","value":1.0}]""")]
    [InlineData("""[{"op":"test","path":"","value":{}}]""")]
    [InlineData("""[{"op":"merge","path":"/data/k","value":"w"}]""")]
    [InlineData("""[{"path":"/data/k","value":"w"}]""")]
    [InlineData("""[null]""")]
    public void Apply_DoesNotFit_IsUnprocessable(string patch) =>
        Assert.Equal(PatchFailure.Unprocessable, Assert.Throws<PatchException>(() => Parse(patch).Apply(TreeNode.Parse(Current))).Failure);

    [Theory]
    [InlineData("[{", true, "error decoding patch: unexpected end of JSON input")]
    [InlineData("", true, "error decoding patch: unexpected end of JSON input")]
    [InlineData("{}", true, "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("\"x\"", true, "error decoding patch: json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp")]
    [InlineData("[1]", true, "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp")]
    [InlineData("{}", false, "json: cannot unmarshal object into Go value of type jsonpatch.Patch")]
    public void Parse_NotAPatch_IsMalformed(string patch, bool strict, string message)
    {
        var error = Assert.Throws<PatchException>(() => JsonPatch.Parse(Encoding.UTF8.GetBytes(patch), strict));
        Assert.Equal((PatchFailure.Malformed, message), (error.Failure, error.Message));
    }

    [Fact]
    public void Parse_TooManyOperations_IsRefusedWithUpstreamsWords()
    {
        var patch = "[" + string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/a"}""", 10_001)) + "]";
        var error = Assert.Throws<PatchException>(() => Parse(patch));
        Assert.Equal(PatchFailure.TooManyOperations, error.Failure);
        Assert.Equal("The allowed maximum operations in a JSON patch is 10000, got 10001", error.Message);
    }

    [Fact]
    public void Parse_Strict_ReportsDuplicateAndUnknownMembers()
    {
        var patch = Parse("""[{"op":"test","op":"add","path":"/a","value":1,"extra":2}]""");
        Assert.Equal(["json patch duplicate field \"[0].op\"", "json patch unknown field \"[0].extra\""], patch.Findings);
    }

    [Fact]
    public void Apply_CopiesThatGrowWithoutEnd_AreRefused()
    {
        var seed = $$"""{"a":"{{new string('x', 100_000)}}"}""";
        var copies = "[" + string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"/a","path":"/b{{i}}"}""")) + "]";
        Assert.Equal(PatchFailure.Unprocessable, Assert.Throws<PatchException>(() => Parse(copies).Apply(TreeNode.Parse(seed))).Failure);
    }

    [Fact]
    public void Apply_NestingThatGrowsWithoutEnd_IsRefused()
    {
        var deeper = string.Join(',', Enumerable.Range(0, 2000).Select(i =>
            $$$"""{"op":"add","path":"/n{{{i}}}","value":{"x":{} }},{"op":"move","from":"/top","path":"/n{{{i}}}/x/y"},"""
            + $$"""{"op":"move","from":"/n{{i}}","path":"/top"}"""));
        Assert.Equal(PatchFailure.Unprocessable,
            Assert.Throws<PatchException>(() => Parse($"[{deeper}]").Apply(TreeNode.Parse("""{"top":{}}"""))).Failure);
    }

    private static JsonPatch Parse(string patch) => JsonPatch.Parse(Encoding.UTF8.GetBytes(patch), strict: true);
}
