using System.Text;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.Patch;

public sealed class StrategicMergePatchTests
{
    [Theory]
    // Scalars, maps, nulls.
    [InlineData("""{"replicas":1}""", """{"replicas":2}""", """{"replicas":2}""")]
    [InlineData("""{"replicas":1}""", """{"replicas":null}""", """{}""")]
    [InlineData("""{}""", """{"replicas":null}""", """{}""")]
    [InlineData("""{"nodeSelector":{"a":"1","b":"2"}}""", """{"nodeSelector":{"a":null,"c":"3"}}""", """{"nodeSelector":{"b":"2","c":"3"}}""")]
    [InlineData("""{}""", """{"nodeSelector":{"a":null,"c":"3"}}""", """{"nodeSelector":{"c":"3"}}""")]
    [InlineData("""{"replicas":1}""", """{"replicas":{"a":null}}""", """{"replicas":{}}""")]
    // $patch on maps.
    [InlineData("""{"nodeSelector":{"a":"1"}}""", """{"nodeSelector":{"$patch":"replace","c":"3"}}""", """{"nodeSelector":{"c":"3"}}""")]
    [InlineData("""{"nodeSelector":{"a":"1"}}""", """{"nodeSelector":{"$patch":"delete"}}""", """{"nodeSelector":{}}""")]
    [InlineData("""{"replicas":1}""", """{"$patch":"delete"}""", """{}""")]
    [InlineData("""{"replicas":1}""", """{"$patch":"replace","strategy":null}""", """{"strategy":null}""")]
    [InlineData("""{}""", """{"nodeSelector":{"$patch":"replace","c":"3"}}""", """{}""")]
    // Strategies of fields.
    [InlineData("""{"selector":{"a":"1"}}""", """{"selector":{"b":"2"}}""", """{"selector":{"b":"2"}}""")]
    [InlineData("""{"tolerations":[{"name":"a"}]}""", """{"tolerations":[{"name":"b"}]}""", """{"tolerations":[{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"c","args":["a","b"]}]}""", """{"containers":[{"name":"c","args":["z"]}]}""", """{"containers":[{"name":"c","args":["z"]}]}""")]
    // Lists that merge by key: patched items first, in the patch's order; the others keep theirs.
    [InlineData("""{"containers":[{"name":"c1","image":"a"},{"name":"c2"}]}""", """{"containers":[{"name":"c2","image":"b"}]}""",
        """{"containers":[{"name":"c1","image":"a"},{"name":"c2","image":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"c1"},{"name":"c2"}]}""", """{"containers":[{"name":"c3"}]}""",
        """{"containers":[{"name":"c3"},{"name":"c1"},{"name":"c2"}]}""")]
    [InlineData("""{"containers":[{"name":"c1"},{"name":"c2"}]}""", """{"containers":[{"name":"c1","$patch":"delete"},{"name":"c2","$patch":"delete"}]}""",
        """{"containers":[]}""")]
    [InlineData("""{"containers":[{"name":"c1"},{"name":"c2"}]}""", """{"containers":[{"$patch":"replace"},{"name":"only"}]}""",
        """{"containers":[{"name":"only"}]}""")]
    [InlineData("""{"containers":[{"name":"c1"}]}""", """{"containers":[]}""", """{"containers":[{"name":"c1"}]}""")]
    [InlineData("""{"containers":[{"name":"c1","ports":[{"containerPort":80,"protocol":"TCP"},{"containerPort":81}]}]}""",
        """{"containers":[{"name":"c1","ports":[{"containerPort":81,"name":"x"},{"containerPort":80,"protocol":"UDP"}]}]}""",
        """{"containers":[{"name":"c1","ports":[{"containerPort":81,"name":"x"},{"containerPort":80,"protocol":"UDP"}]}]}""")]
    [InlineData("""{"containers":[{"name":"c1","env":[{"name":"A","value":"1"},{"name":"B"}]}]}""",
        """{"containers":[{"name":"c1","env":[{"name":"A","$patch":"delete"}]}]}""", """{"containers":[{"name":"c1","env":[{"name":"B"}]}]}""")]
    [InlineData("""{}""", """{"containers":[{"name":"c1"},{"name":"c2","$patch":"delete"}]}""", """{"containers":[{"name":"c1"}]}""")]
    // Orders.
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}""", """{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}]}""",
        """{"containers":[{"name":"b"},{"name":"c"},{"name":"a"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""",
        """{"$setElementOrder/containers":[{"name":"a"},{"name":"n"},{"name":"b"}],"containers":[{"name":"n","image":"i"}]}""",
        """{"containers":[{"name":"a"},{"name":"n","image":"i"},{"name":"b"}]}""")]
    [InlineData("""{}""", """{"$setElementOrder/containers":[{"name":"a"}]}""", """{}""")]
    [InlineData("""{}""", """{"$setElementOrder/finalizers":["b","a"],"finalizers":["b","a"]}""", """{"finalizers":["b","a"]}""")]
    // Sets of scalars.
    [InlineData("""{"finalizers":["a","b"]}""", """{"finalizers":["c","a"]}""", """{"finalizers":["c","a","b"]}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a","z"]}""", """{"finalizers":["b"]}""")]
    [InlineData("""{"finalizers":["a","b"]}""",
        """{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["c","b"],"finalizers":["c"]}""", """{"finalizers":["c","b"]}""")]
    [InlineData("""{"containers":[{"name":"c","args":["a","b"]}]}""",
        """{"containers":[{"name":"c","$deleteFromPrimitiveList/args":["a"]}]}""", """{"containers":[{"name":"c","args":["b"]}]}""")]
    [InlineData("""{}""", """{"$deleteFromPrimitiveList/finalizers":["a"]}""", """{}""")]
    // $retainKeys.
    [InlineData("""{"volumes":[{"name":"v","emptyDir":{}}]}""", """{"volumes":[{"name":"v","$retainKeys":["name","configMap"],"configMap":{"x":"y"}}]}""",
        """{"volumes":[{"name":"v","configMap":{"x":"y"}}]}""")]
    [InlineData("""{"strategy":{"name":"a","emptyDir":{}}}""", """{"strategy":{"$retainKeys":["name"],"name":"b"}}""", """{"strategy":{"name":"b"}}""")]
    public void Apply_GivesWhatUpstreamGives(string current, string patch, string expected)
    {
        var before = TreeNode.Parse(current);
        Assert.Equal(expected, Apply(before, patch).ToString());
        Assert.Equal(current, before.ToString());
    }

    [Theory]
    [InlineData("""{"containers":[{"image":"z"}]}""", PatchFailure.Unclassified, "map: map[image:z] does not contain declared merge key: name")]
    [InlineData("""{"containers":[{"$patch":"bogus","name":"c1"}]}""", PatchFailure.Unclassified, "unknown patch type: bogus in map: map[$patch:bogus name:c1]")]
    [InlineData("""{"containers":[{"$patch":"merge"}]}""", PatchFailure.Unclassified, "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"$patch":"what"}""", PatchFailure.Unclassified, "unknown patch type: what in map: map[$patch:what]")]
    [InlineData("""{"containers":["c1"]}""", PatchFailure.Unclassified,
        "list element types are not identical: [[map[env:[map[name:A]] image:i name:c]] [c1]]")]
    [InlineData("""{"volumes":[{"$retainKeys":["name"],"name":"v","configMap":{}}]}""", PatchFailure.Malformed, "invalid patch format of retainKeys")]
    [InlineData("""{"volumes":[{"$retainKeys":"name","name":"v"}]}""", PatchFailure.Malformed, "invalid patch format of retainKeys")]
    [InlineData("""{"$deleteFromPrimitiveList":["a"]}""", PatchFailure.Malformed, "invalid patch format of primitive list")]
    [InlineData("""{"$setElementOrder":["a"]}""", PatchFailure.Malformed, "invalid patch format of setElementOrder list")]
    [InlineData("""{"$setElementOrder/containers":{}}""", PatchFailure.Unclassified, "expected a []interface {}, but received a map[string]interface {}")]
    [InlineData("""{"$setElementOrder/nosuch":[]}""", PatchFailure.Unclassified, "unable to find api field in struct Spec for the json field \"nosuch\"")]
    [InlineData("""{"$setElementOrder/containers":[{"name":"b"},{"name":"c"}],"containers":[{"name":"c"},{"name":"b"}]}""", PatchFailure.Unclassified,
        "The order in patch list:\n[map[name:c] map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:b] map[name:c]]\n")]
    [InlineData("""{"deep":{"a":{"b":{"c":"d"}}}}""", PatchFailure.Unclassified, "merging an object in json but data type is not struct, instead is: map")]
    [InlineData("""{"listOfLists":[["x"]]}""", PatchFailure.Unclassified, "unexpected slice of slice")]
    [InlineData("""{"bad":[{"name":"b"}]}""", PatchFailure.Unclassified, "cannot merge lists without merge key for struct")]
    public void Apply_CannotBeApplied_RefusesInUpstreamsWords(string patch, PatchFailure failure, string message)
    {
        var current = TreeNode.Parse(
            """
            {"containers":[{"env":[{"name":"A"}],"image":"i","name":"c"}],"volumes":[{"name":"v"}],"deep":{"a":{"b":{"x":"y"}}},
             "listOfLists":[["a"]],"bad":[{"name":"a"}]}
            """);
        var error = Assert.Throws<PatchException>(() => Apply(current, patch));
        Assert.Equal(message, error.Message);
        Assert.Equal(failure, error.Failure);
    }

    [Theory]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("3", "json: cannot unmarshal number into Go value of type map[string]interface {}")]
    public void Parse_NotAnObject_IsMalformed(string patch, string message)
    {
        var error = Assert.Throws<PatchException>(() => StrategicMergePatch.Parse(Encoding.UTF8.GetBytes(patch), strict: true));
        Assert.Equal((PatchFailure.Malformed, message), (error.Failure, error.Message));
    }

    [Theory]
    [InlineData("""{"$patch":"delete"}""", """{"kind":"Thing","apiVersion":"v1"}""")]
    [InlineData("""{"$patch":"replace","replicas":2}""", """{"replicas":2,"kind":"Thing","apiVersion":"v1"}""")]
    public void Apply_DirectiveAtTheRoot_KeepsTheKind(string patch, string expected) =>
        Assert.Equal(expected, Apply(TreeNode.Parse("""{"kind":"Thing","apiVersion":"v1","replicas":1}"""), patch).ToString());

    [Fact]
    public void ExplainRefused_UsesTheConvertersWordsOrElseTheDecoders()
    {
        var patch = StrategicMergePatch.Parse("{}"u8.ToArray(), strict: true);
        Assert.Equal("cannot restore slice from map", patch.ExplainRefused(TreeNode.Parse("""{"containers":{}}"""), PatchSchemas.Spec, "other"));
        Assert.Equal("other", patch.ExplainRefused(TreeObject.Empty, PatchSchemas.Spec, "other"));
    }

    [Fact]
    public void Parse_Null_ChangesNothing()
    {
        var current = TreeNode.Parse("""{"replicas":1}""");
        Assert.Same(current, Apply(current, "null"));
    }

    [Fact]
    public void Parse_Strict_ReportsDuplicatesAndDescribesItselfInGo()
    {
        var text = """{"spec":{"replicas":1,"replicas":2,"on":true,"f":1.5,"n":null,"l":["a","b"]}}"""u8.ToArray();
        var patch = StrategicMergePatch.Parse(text, strict: true);
        Assert.Equal(["duplicate field \"spec.replicas\""], patch.Findings);
        Assert.Equal("map[spec:map[f:1.5 l:[a b] n:<nil> on:true replicas:2]]", patch.DescribeRefused(TreeObject.Empty));
        Assert.Empty(StrategicMergePatch.Parse(text, strict: false).Findings);
    }

    [Theory]
    [InlineData("""{"containers":{"name":"c"}}""", "cannot restore slice from map")]
    [InlineData("""{"containers":"x"}""", "cannot restore slice from string")]
    [InlineData("""{"strategy":[]}""", "cannot restore struct from: slice")]
    [InlineData("""{"selector":1}""", "cannot restore map from int64")]
    [InlineData("""{"selector":{"a":1}}""", "cannot convert int64 to string")]
    [InlineData("""{"selector":{"a":true}}""", "unrecognized type: string")]
    [InlineData("""{"replicas":"x"}""", "unrecognized type: int32")]
    [InlineData("""{"replicas":1.5}""", "cannot convert float64 to int32")]
    [InlineData("""{"replicas":1.0,"selector":null}""", null)]
    public void Mismatch_IsNamedAsUpstreamsConverterDoes(string value, string? text) =>
        Assert.Equal(text, UnstructuredMismatch.Find(TreeNode.Parse(value), PatchSchemas.Spec));

    private static TreeNode Apply(TreeNode current, string patch) =>
        StrategicMergePatch.Parse(Encoding.UTF8.GetBytes(patch), strict: true).Apply(current, PatchSchemas.Spec);
}
