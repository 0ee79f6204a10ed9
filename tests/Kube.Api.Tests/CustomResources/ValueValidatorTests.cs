using Kube.Api.CustomResources.Values;
using Kube.Api.Tree;
using Kube.Api.Validation;
using Xunit;

namespace Kube.Api.Tests.CustomResources;

public sealed class ValueValidatorTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "1", """a: Invalid value: "integer": a in body must be of type string: "integer"  """)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "true", """a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"  """)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "\"50%\"", "")]
    [InlineData("""{"type":"integer","maximum":5}""", "6", "a: Invalid value: 6: a in body should be less than or equal to 5")]
    [InlineData("""{"type":"number","maximum":2500000.5}""", "1e9", "a: Invalid value: 1000000000: a in body should be less than or equal to 2.5000005e+06")]
    [InlineData("""{"type":"integer","multipleOf":0}""", "7", "")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2020-13-01T00:00:00Z\"", """a: Invalid value: "2020-13-01T00:00:00Z": a in body must be of type date-time: "2020-13-01T00:00:00Z"  """)]
    [InlineData("""{"type":"object","additionalProperties":false}""", """{"x":1}""", """a: Invalid value: "": a.x in body is a forbidden property""")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"aaa\"", "")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"c\"", """a: Unsupported value: "c": supported values: "a", "b"  """)]
    [InlineData("""{"type":"array","items":{"type":"string"},"maxItems":1}""", """["x",1]""", """a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"|a: Too many: 2: must have at most 1 items""")]
    public void Validate_Value_IsToldInUpstreamsWords(string schema, string value, string expected)
    {
        var errors = new FieldErrors();

        ValueValidator.Validate(
            SchemaNodes.Of("""{"type":"object","properties":{"a":""" + schema + "}}"), SchemaNodes.Object("""{"a":""" + value + "}"), null, null, errors);

        Assert.Equal(expected.Trim(), string.Join('|', errors));
    }

    [Fact]
    public void Validate_UnchangedListMapItem_IsLetBe()
    {
        var schema = SchemaNodes.Of("""
            {"type":"object","properties":{"l":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
            "items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer","maximum":1}}}}}}
            """);
        var errors = new FieldErrors();

        ValueValidator.Validate(
            schema, SchemaNodes.Object("""{"l":[{"k":"new","v":1},{"k":"old","v":9}]}"""), SchemaNodes.Object("""{"l":[{"k":"old","v":9}]}"""), null, errors);
        Assert.Empty(errors);

        ValueValidator.Validate(
            schema, SchemaNodes.Object("""{"l":[{"k":"old","v":8}]}"""), SchemaNodes.Object("""{"l":[{"k":"old","v":9}]}"""), null, errors);
        Assert.Equal("l[0].v: Invalid value: 8: l[0].v in body should be less than or equal to 1", Assert.Single(errors).ToString());
    }

    [Fact]
    public void Validate_DuplicateKeys_AreToldOnce()
    {
        var schema = SchemaNodes.Of("""
            {"type":"object","properties":{"l":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}}}
            """);
        var errors = new FieldErrors();

        ListKeys.Validate(SchemaNodes.Object("""{"l":["a","b","a","a"]}"""), schema, null, errors);

        Assert.Equal("""l[2]: Duplicate value: "a" """.Trim(), Assert.Single(errors).ToString());
    }
}
