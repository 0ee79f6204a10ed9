using System.Buffers;
using System.Text.Json;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>Writes the discovery documents of <c>meta.k8s.io/v1</c>: APIVersions, APIGroupList, APIGroup, APIResourceList.</summary>
internal static class LegacyDiscoveryWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Versions(IEnumerable<string> versions, string serverAddress) => Write(writer =>
    {
        writer.WriteString("kind"u8, "APIVersions"u8);
        WriteNames(writer, "versions"u8, [.. versions]);
        writer.WriteStartArray("serverAddressByClientCIDRs"u8);
        writer.WriteStartObject();
        writer.WriteString("clientCIDR"u8, "0.0.0.0/0"u8);
        writer.WriteString("serverAddress"u8, serverAddress);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> Groups(IEnumerable<DiscoveryGroup> groups) => Write(writer =>
    {
        writer.WriteString("kind"u8, "APIGroupList"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartArray("groups"u8);
        foreach (var group in groups)
        {
            writer.WriteStartObject();
            WriteGroup(writer, group);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> Group(DiscoveryGroup group) => Write(writer =>
    {
        writer.WriteString("kind"u8, "APIGroup"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        WriteGroup(writer, group);
    });

    public static ReadOnlyMemory<byte> Resources(DiscoveryVersion version) => Write(writer =>
    {
        writer.WriteString("kind"u8, "APIResourceList"u8);
        // The core group's list goes without, as it did before lists had an apiVersion (upstream's discovery/legacy.go).
        if (version.Group.Length > 0) writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteString("groupVersion"u8, version.GroupVersion);
        writer.WriteStartArray("resources"u8);
        foreach (var resource in version.Resources)
        {
            WriteResource(writer, resource);
            foreach (var subresource in resource.Subresources) WriteSubresource(writer, resource, subresource);
        }

        writer.WriteEndArray();
    });

    internal static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    internal static void WriteNames(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static void WriteGroup(Utf8JsonWriter writer, DiscoveryGroup group)
    {
        writer.WriteString("name"u8, group.Name);
        writer.WriteStartArray("versions"u8);
        foreach (var version in group.Versions)
        {
            writer.WriteStartObject();
            WriteVersion(writer, version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("preferredVersion"u8);
        WriteVersion(writer, group.Versions[0]);
        writer.WriteEndObject();
    }

    private static void WriteVersion(Utf8JsonWriter writer, DiscoveryVersion version)
    {
        writer.WriteString("groupVersion"u8, version.GroupVersion);
        writer.WriteString("version"u8, version.Name);
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceDefinition resource)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, resource.Plural);
        writer.WriteString("singularName"u8, resource.Singular);
        writer.WriteBoolean("namespaced"u8, resource.Namespaced);
        writer.WriteString("kind"u8, resource.Kind.Kind);
        WriteNames(writer, "verbs"u8, resource.ListedVerbs);
        if (resource.ShortNames.Count > 0) WriteNames(writer, "shortNames"u8, resource.ShortNames);
        if (resource.Categories.Count > 0) WriteNames(writer, "categories"u8, resource.Categories);
        // What cannot be created is not stored either: component statuses are made up on demand.
        if (resource.Stored.Strategy is not null && resource.ServedVerbs.Contains(Verbs.Create) && resource.ServedVerbs.Contains(Verbs.Get)) writer.WriteString("storageVersionHash"u8, StorageVersionHash.Of(resource.Family?.Storage ?? resource.Stored));
        writer.WriteEndObject();
    }

    private static void WriteSubresource(Utf8JsonWriter writer, ResourceDefinition resource, SubresourceDefinition subresource)
    {
        var kind = SubresourceKind.Of(resource, subresource);
        writer.WriteStartObject();
        writer.WriteString("name"u8, $"{resource.Plural}/{subresource.Name}");
        writer.WriteString("singularName"u8, ""u8);
        writer.WriteBoolean("namespaced"u8, resource.Namespaced);
        if (kind.Group != resource.Kind.Group || kind.Version != resource.Kind.Version)
        {
            if (kind.Group.Length > 0) writer.WriteString("group"u8, kind.Group);
            writer.WriteString("version"u8, kind.Version);
        }

        writer.WriteString("kind"u8, kind.Kind);
        WriteNames(writer, "verbs"u8, subresource.Verbs);
        writer.WriteEndObject();
    }
}
