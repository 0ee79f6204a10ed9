using Kube.Api.CustomResources.Schemas;
using Xunit;

namespace Kube.Api.Tests.CustomResources;

public sealed class PruningTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"a":"x","b":1}""", """{"a":"x"}""", "b")]
    [InlineData("""{"type":"object","properties":{"l":{"type":"array","items":{"type":"object","properties":{"x":{"type":"integer"}}}}}}""", """{"l":[{"x":1,"y":{"z":1}},{"w":2}]}""", """{"l":[{"x":1},{}]}""", "l[0].y,l[1].w")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"b":{"type":"object","properties":{}}}}}}""", """{"a":{"k":{"m":1},"b":{"n":1}}}""", """{"a":{"k":{"m":1},"b":{}}}""", "a.b.n")]
    [InlineData("""{"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"object","properties":{"x":{"type":"integer"}}}}}}""", """{"m":{"k":{"x":1,"y":2}}}""", """{"m":{"k":{"x":1}}}""", "m.k.y")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"n":{"type":"string","nullable":true},"d":{"type":"string","default":"x"}}}""", """{"a":null,"n":null,"d":null}""", """{"n":null,"d":null}""", "")]
    public void PruneObject_UnknownMembers_DropsAndTells(string schema, string value, string expected, string dropped)
    {
        var report = new List<string>();

        var pruned = Pruning.PruneObject(SchemaNodes.Object(value), SchemaNodes.Of(schema), report);

        Assert.Equal(expected, pruned.ToString());
        Assert.Equal(dropped, string.Join(',', report));
    }

    [Fact]
    public void PruneObject_NothingUnknown_IsTheSameTree()
    {
        var value = SchemaNodes.Object("""{"apiVersion":"g/v1","kind":"K","metadata":{"name":"n","what":1},"a":{"b":[1,2]}}""");

        var pruned = Pruning.PruneObject(value, SchemaNodes.Of("""{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"array","items":{"type":"integer"}}}}}}"""));

        Assert.Same(value, pruned);
    }
}
