using System.Text.Json;
using Kube.Api.Tree;

namespace Kube.Api.Discovery;

/// <summary>Writes what another server says of its resources, which it says in the old form, in the aggregated one.</summary>
internal static class BehindDiscoveryWriter
{
    public static void Write(Utf8JsonWriter writer, TreeObject list, DiscoveryVersion version)
    {
        var resources = list.GetArray("resources"u8) ?? TreeArray.Empty;
        foreach (var node in resources.Items)
        {
            if (node is not TreeObject resource || resource.GetString("name"u8) is not { } name || name.Contains('/', StringComparison.Ordinal)) continue;
            writer.WriteStartObject();
            writer.WriteString("resource"u8, name);
            WriteKind(writer, resource, version);
            writer.WriteString("scope"u8, resource["namespaced"u8] is TreeBool { Value: true } ? "Namespaced"u8 : "Cluster"u8);
            writer.WriteString("singularResource"u8, resource.GetString("singularName"u8) ?? "");
            Copy(writer, "verbs"u8, resource);
            Copy(writer, "shortNames"u8, resource);
            Copy(writer, "categories"u8, resource);
            WriteSubresources(writer, resources, name, version);
            writer.WriteEndObject();
        }
    }

    private static void WriteSubresources(Utf8JsonWriter writer, TreeArray resources, string parent, DiscoveryVersion version)
    {
        var started = false;
        foreach (var node in resources.Items)
        {
            if (node is not TreeObject resource || resource.GetString("name"u8) is not { } name || !name.StartsWith(parent + "/", StringComparison.Ordinal)) continue;
            if (!started) writer.WriteStartArray("subresources"u8);
            started = true;
            writer.WriteStartObject();
            writer.WriteString("subresource"u8, name[(parent.Length + 1)..]);
            WriteKind(writer, resource, version);
            Copy(writer, "verbs"u8, resource);
            writer.WriteEndObject();
        }

        if (started) writer.WriteEndArray();
    }

    private static void WriteKind(Utf8JsonWriter writer, TreeObject resource, DiscoveryVersion version)
    {
        writer.WriteStartObject("responseKind"u8);
        writer.WriteString("group"u8, resource.GetString("group"u8) ?? version.Group);
        writer.WriteString("version"u8, resource.GetString("version"u8) ?? version.Name);
        writer.WriteString("kind"u8, resource.GetString("kind"u8) ?? "");
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, ReadOnlySpan<byte> name, TreeObject resource)
    {
        if (resource[name] is not TreeArray { Count: > 0 } values) return;
        writer.WriteStartArray(name);
        foreach (var value in values.Items)
            if (value is TreeString text) writer.WriteStringValue(text.Utf8);
        writer.WriteEndArray();
    }
}
