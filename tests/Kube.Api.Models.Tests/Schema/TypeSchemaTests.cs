using Kube.Api.Schema;
using Xunit;

namespace Kube.Api.Models.Tests.Schema;

public sealed class TypeSchemaTests
{
    private static readonly TypeSchema s_node = TypeSchema.Object("test.Node", static () =>
    [
        new("name", TypeSchema.String) { Required = true },
        new("children", TypeSchema.ListMap(s_node!, "name")),
        new("named", TypeSchema.Map(s_node!)),
    ]);

    [Fact]
    public void Fields_RecursiveDefinition_PointToTheSameDefinition()
    {
        Assert.Same(s_node, s_node.FindField("children"u8)!.Type.Element);
        Assert.Same(s_node, s_node.FindField("named")!.Type.Element);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nam")]
    [InlineData("names")]
    [InlineData("Name")]
    public void FindField_OtherName_IsNull(string name)
    {
        Assert.Null(s_node.FindField(System.Text.Encoding.UTF8.GetBytes(name)));
        Assert.Null(s_node.FindField(name));
    }

    [Fact]
    public void FindField_ManyFieldsThatHashAlike_FindsEach()
    {
        var fields = Enumerable.Range(0, 100).Select(i => new FieldSchema($"a{i:000}xz", TypeSchema.String)).ToArray();
        var schema = TypeSchema.Object(fields);
        foreach (var field in fields) Assert.Same(field, schema.FindField(field.Utf8Name.Span));
        Assert.Equal(fields, schema.Fields.ToArray());
    }

    [Fact]
    public void With_Traits_KeepsShape()
    {
        var nullable = s_node.With(new SchemaTraits { Nullable = true, PreservesUnknownFields = true });
        Assert.True(nullable.Nullable);
        Assert.True(nullable.PreservesUnknownFields);
        Assert.False(s_node.Nullable);
        Assert.Equal("test.Node", nullable.Name);
        Assert.NotNull(nullable.FindField("name"u8));
    }
}
