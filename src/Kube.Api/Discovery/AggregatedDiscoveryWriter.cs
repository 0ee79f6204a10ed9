using System.Text.Json;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Discovery;

/// <summary>Writes <c>apidiscovery.k8s.io/v2</c>: all groups, versions and resources in one document.</summary>
internal static class AggregatedDiscoveryWriter
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<DiscoveryGroup> groups) => LegacyDiscoveryWriter.Write(writer =>
    {
        writer.WriteString("kind"u8, "APIGroupDiscoveryList"u8);
        writer.WriteString("apiVersion"u8, "apidiscovery.k8s.io/v2"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        foreach (var group in groups) WriteGroup(writer, group);
        writer.WriteEndArray();
    });

    private static void WriteGroup(Utf8JsonWriter writer, DiscoveryGroup group)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        if (group.Name.Length > 0) writer.WriteString("name"u8, group.Name);
        writer.WriteEndObject();
        writer.WriteStartArray("versions"u8);
        foreach (var version in group.Versions)
        {
            writer.WriteStartObject();
            writer.WriteString("version"u8, version.Name);
            writer.WriteStartArray("resources"u8);
            foreach (var resource in version.Resources) WriteResource(writer, resource);
            if (version.Behind?.Resources is { } theirs) BehindDiscoveryWriter.Write(writer, theirs, version);
            writer.WriteEndArray();
            writer.WriteString("freshness"u8, version.Behind is { IsAvailable: false } ? "Stale"u8 : "Current"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceDefinition resource)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, resource.Plural);
        WriteKind(writer, resource, resource.Kind);
        writer.WriteString("scope"u8, resource.Namespaced ? "Namespaced"u8 : "Cluster"u8);
        writer.WriteString("singularResource"u8, resource.Singular);
        LegacyDiscoveryWriter.WriteNames(writer, "verbs"u8, resource.ListedVerbs);
        if (resource.ShortNames.Count > 0) LegacyDiscoveryWriter.WriteNames(writer, "shortNames"u8, resource.ShortNames);
        if (resource.Categories.Count > 0) LegacyDiscoveryWriter.WriteNames(writer, "categories"u8, resource.Categories);
        if (resource.Subresources.Count > 0)
        {
            writer.WriteStartArray("subresources"u8);
            foreach (var subresource in resource.Subresources)
            {
                writer.WriteStartObject();
                writer.WriteString("subresource"u8, subresource.Name);
                WriteKind(writer, resource, SubresourceKind.Of(resource, subresource));
                LegacyDiscoveryWriter.WriteNames(writer, "verbs"u8, subresource.Verbs);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // A kind of the same group and version says neither, as upstream's document for built-in groups does.
    private static void WriteKind(Utf8JsonWriter writer, ResourceDefinition resource, GroupVersionKind kind)
    {
        var same = resource.Family is null && kind.Group == resource.Kind.Group && kind.Version == resource.Kind.Version;
        writer.WriteStartObject("responseKind"u8);
        writer.WriteString("group"u8, same ? "" : kind.Group);
        writer.WriteString("version"u8, same ? "" : kind.Version);
        writer.WriteString("kind"u8, kind.Kind);
        writer.WriteEndObject();
    }
}
