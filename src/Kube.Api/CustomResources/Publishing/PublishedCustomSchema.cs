using System.Buffers;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Publishing;

/// <summary>A custom resource's schema as OpenAPI publishes it: as it was written, with what every object has (upstream's <c>controller/openapi/builder</c>, 1.36).</summary>
internal sealed class PublishedCustomSchema(GroupVersionKind kind, Func<TreeObject> write) : IPublishedSchema
{
    private const string Metadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    // What the older form has no words for: then it says less.
    private static readonly string[] s_onlyInVersion3 = ["nullable", "oneOf", "anyOf", "allOf", "not", "default"];

    public void Write(Utf8JsonWriter writer, bool version3)
    {
        var schema = write();
        if (!version3) schema = (TreeObject)ForVersion2(schema);
        else schema = (TreeObject)ForVersion3(schema);
        var keepsAll = !version3 && schema["x-kubernetes-preserve-unknown-fields"u8] is TreeBool { Value: true };
        var properties = new TreeObjectBuilder(keepsAll ? TreeObject.Empty : schema.GetObject("properties"u8) ?? TreeObject.Empty);
        properties.Set(new TreeMember("apiVersion"u8, Text("The version of the API that the object is written in.")));
        properties.Set(new TreeMember("kind"u8, Text("The kind of the object.")));
        properties.Set(new TreeMember("metadata"u8, Reference(version3)));
        schema = schema.With("properties"u8, properties.Build()).With("x-kubernetes-group-version-kind"u8, TreeArray.Of(TreeObject.Of(
            new TreeMember("group", TreeString.Of(kind.Group)), new TreeMember("kind", TreeString.Of(kind.Kind)), new TreeMember("version", TreeString.Of(kind.Version)))));
        var output = new ArrayBufferWriter<byte>();
        schema.WriteSortedTo(output);
        writer.WriteRawValue(output.WrittenSpan, skipInputValidation: true);
    }

    private static TreeObject Text(string description) =>
        TreeObject.Of(new TreeMember("description", TreeString.Of(description)), new TreeMember("type", TreeString.Of("string")));

    private static TreeObject Reference(bool version3)
    {
        var reference = TreeObject.Of(new TreeMember("$ref", TreeString.Of((version3 ? "#/components/schemas/" : "#/definitions/") + Metadata)));
        var description = new TreeMember("description", TreeString.Of("Name, labels and the like."));
        return version3 ? TreeObject.Of(new TreeMember("allOf", TreeArray.Of(reference)), description) : TreeObject.Of([.. reference.Members, description]);
    }

    private static TreeNode ForVersion3(TreeNode node) => Each(node, static schema =>
        schema["x-kubernetes-int-or-string"u8] is TreeBool { Value: true } && schema["anyOf"u8] is null && schema["allOf"u8] is null
            ? schema.Without("type"u8).With("anyOf"u8, TreeNode.Parse("[{\"type\":\"integer\"},{\"type\":\"string\"}]"))
            : schema);

    private static TreeNode ForVersion2(TreeNode node) => Each(node, static schema =>
    {
        if (schema["nullable"u8] is TreeBool { Value: true } || schema["x-kubernetes-int-or-string"u8] is TreeBool { Value: true }) schema = schema.Without("type"u8);
        if (schema["nullable"u8] is TreeBool { Value: true }) schema = schema.Without("properties"u8).Without("items"u8).Without("additionalProperties"u8);
        if (schema["x-kubernetes-preserve-unknown-fields"u8] is TreeBool { Value: true }) schema = schema.Without("properties"u8).Without("items"u8);
        foreach (var name in s_onlyInVersion3) schema = schema.Without(name);
        return schema;
    });

    // Schemas stand in schemas: members that are none, such as enum, are let be.
    private static TreeNode Each(TreeNode node, Func<TreeObject, TreeObject> change)
    {
        if (node is not TreeObject schema) return node;
        schema = change(schema);
        if (schema.GetObject("properties"u8) is { } properties)
        {
            var builder = new TreeObjectBuilder(properties);
            foreach (ref readonly var property in properties.Members) builder.Set(property.With(Each(property.Value, change)));
            schema = schema.With("properties"u8, builder.Build());
        }

        if (schema["items"u8] is TreeObject items) schema = schema.With("items"u8, Each(items, change));
        if (schema["additionalProperties"u8] is TreeObject additional) schema = schema.With("additionalProperties"u8, Each(additional, change));
        return schema;
    }
}
