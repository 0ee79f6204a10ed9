namespace Kube.Api.CustomResources.Schemas;

/// <summary>The members that every object has.</summary>
internal static class MetaFields
{
    public static bool Contains(ReadOnlySpan<byte> name) => name.SequenceEqual("metadata"u8) || name.SequenceEqual("apiVersion"u8) || name.SequenceEqual("kind"u8);
}
