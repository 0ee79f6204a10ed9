using Kube.Api.CustomResources.Schemas;
using Xunit;

namespace Kube.Api.Tests.CustomResources;

public sealed class DefaultingTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"s":{"type":"object","default":{},"properties":{"a":{"type":"string","default":"A"}}}}}""", "{}", """{"s":{"a":"A"}}""")]
    [InlineData("""{"type":"object","properties":{"s":{"type":"object","properties":{"a":{"type":"string","default":"A"}}}}}""", "{}", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":"A"},"n":{"type":"string","nullable":true,"default":"N"}}}""", """{"a":null,"n":null}""", """{"a":"A","n":null}""")]
    [InlineData("""{"type":"object","properties":{"l":{"type":"array","items":{"type":"object","properties":{"d":{"type":"boolean","default":true}}}}}}""", """{"l":[{},{"d":false}]}""", """{"l":[{"d":true},{"d":false}]}""")]
    [InlineData("""{"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"object","properties":{"e":{"type":"number","default":1.5}}}}}}""", """{"m":{"q":{}}}""", """{"m":{"q":{"e":1.5}}}""")]
    public void Apply_MissingMembers_AreFilledIn(string schema, string value, string expected) =>
        Assert.Equal(expected, Defaulting.Apply(SchemaNodes.Object(value), SchemaNodes.Of(schema)).ToString());

    [Fact]
    public void Apply_NothingMissing_IsTheSameTree()
    {
        var value = SchemaNodes.Object("""{"a":"x"}""");

        Assert.Same(value, Defaulting.Apply(value, SchemaNodes.Of("""{"type":"object","properties":{"a":{"type":"string","default":"A"}}}""")));
    }
}
