using System.Text;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.Patch;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"b":1,"a":{"d":1,"c":2}}""", """{"b":2}""", """{"a":{"d":1,"c":2},"b":2}""")]      // what is looked into is sorted, the rest is not
    [InlineData("""{"b":1,"a":{"d":1,"c":2}}""", """{"a":{"e":3}}""", """{"a":{"c":2,"d":1,"e":3},"b":1}""")]
    [InlineData("""{"a":1}""", """{"a":null,"b":null}""", """{}""")]
    [InlineData("""{"a":[1]}""", """{"a":[2,null,{"x":null,"y":1}]}""", """{"a":[2,null,{"y":1}]}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[{"x":null}]}""", """{"a":[{"x":null}]}""")]
    [InlineData("""{"a":1}""", """{"a":{"x":null,"y":{"z":null}}}""", """{"a":{"y":{}}}""")]
    [InlineData("""{"a":null}""", """{"a":{"x":null}}""", """{"a":{}}""")]
    [InlineData("""{"a":1}""", "{}", """{"a":1}""")]
    [InlineData("""{}""", """{"$patch":"replace","a":1}""", """{"$patch":"replace","a":1}""")]
    public void Apply_GivesWhatUpstreamGives(string current, string patch, string expected) =>
        Assert.Equal(expected, Parse(patch).Apply(TreeNode.Parse(current)).ToString());

    [Theory]
    [InlineData("", true, "error decoding patch: unexpected end of JSON input")]
    [InlineData("{", true, "error decoding patch: unexpected end of JSON input")]
    [InlineData("[1]", true, "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("3", true, "error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}")]
    [InlineData("null", true, "Invalid JSON Patch")]
    [InlineData("{", false, "Invalid JSON Patch")]
    [InlineData("3", false, "Invalid JSON Patch")]
    public void Parse_NotAnObject_IsMalformed(string patch, bool strict, string message)
    {
        var error = Assert.Throws<PatchException>(() => MergePatch.Parse(Encoding.UTF8.GetBytes(patch), strict));
        Assert.Equal((PatchFailure.Malformed, message), (error.Failure, error.Message));
    }

    [Fact]
    public void Parse_ArrayWhenNotStrict_ReplacesTheObject() =>
        Assert.Equal("""[{"a":1}]""", MergePatch.Parse("""[{"a":1,"b":null}]"""u8.ToArray(), strict: false).Apply(TreeObject.Empty).ToString());

    [Fact]
    public void Parse_Strict_ReportsDuplicates() =>
        Assert.Equal(["duplicate field \"data.k\""], Parse("""{"data":{"k":"1","k":"2"}}""").Findings);

    private static MergePatch Parse(string patch) => MergePatch.Parse(Encoding.UTF8.GetBytes(patch), strict: true);
}
