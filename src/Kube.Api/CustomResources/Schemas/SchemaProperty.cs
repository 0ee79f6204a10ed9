namespace Kube.Api.CustomResources.Schemas;

/// <summary>A described member of an object.</summary>
internal sealed record SchemaProperty(string Name, byte[] Utf8Name, SchemaNode Node);
