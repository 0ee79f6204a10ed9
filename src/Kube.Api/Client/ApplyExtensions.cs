using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;

namespace Kube.Api.Client;

/// <summary>Server-side apply of objects: the server makes them, or merges what they say and removes what the same manager said before and no longer does.</summary>
/// <remarks>Of a typed object counts what is set: members that are null or empty objects are not said, and so not owned; neither are
/// <c>metadata.managedFields</c>. A <see cref="DynamicObject"/> is sent as it is. <see cref="WriteOptions.FieldManager"/> is required;
/// <see cref="WriteOptions.Force"/> takes fields over that other managers own with other values, which otherwise is a
/// <see cref="Errors.ConflictException"/> that names them.</remarks>
public static class ApplyExtensions
{
    /// <summary>Applies an object under the name and namespace of its metadata.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <returns>The object as it is now.</returns>
    public static ValueTask<T> ApplyAsync<T>(this IResourceClient<T> client, T obj, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(obj);
        var configuration = Configuration(obj);
        return client.PatchAsync(KeyOf(configuration), Patch(configuration), options, cancellationToken);
    }

    /// <summary>Applies a part of an object, such as its <c>status</c>, under the name and namespace of its metadata.</summary>
    /// <typeparam name="TView">Its class: the object's own for <c>status</c>, V1Scale for <c>scale</c>.</typeparam>
    /// <returns>The part as it is now.</returns>
    public static ValueTask<TView> ApplyAsync<TView>(
        this ISubresources client, string subresource, TView view, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(view);
        var configuration = Configuration(view);
        return client.PatchAsync<TView>(KeyOf(configuration), subresource, Patch(configuration), options, cancellationToken);
    }

    private static PatchBody Patch(TreeObject configuration) => new(PatchType.Apply, configuration.ToUtf8());

    private static ObjectKey KeyOf(TreeObject configuration)
    {
        var metadata = configuration.GetObject("metadata"u8);
        return new(metadata?.GetString("namespace"u8) ?? "", metadata?.GetString("name"u8) ?? "");
    }

    private static TreeObject Configuration<T>(T obj)
        where T : class, IKubernetesObject
    {
        if (obj is DynamicObject { Tree: var tree }) return tree;
        var codec = KubernetesTypes.Codec<T>();
        var json = new ArrayBufferWriter<byte>(1024);
        codec.Encode(obj, json);
        var said = Said((TreeObject)TreeNode.Parse(json.WrittenMemory));
        if (said.GetObject("metadata"u8) is { } metadata) said = said.With("metadata"u8, metadata.Without("managedFields"u8));
        return said.With("apiVersion"u8, TreeString.Of(codec.Kind.ApiVersion)).With("kind"u8, TreeString.Of(codec.Kind.Kind));
    }

    /// <summary>Without what a class writes unasked: nulls, and objects in which nothing is set.</summary>
    private static TreeObject Said(TreeObject value)
    {
        var said = new TreeObjectBuilder(value);
        foreach (ref readonly var member in value.Members)
        {
            if (Said(member.Value) is { } kept) said.Set(member.With(kept));
            else said.Remove(member.Utf8Name);
        }

        return said.Build();
    }

    private static TreeNode? Said(TreeNode value)
    {
        switch (value)
        {
            case TreeNull:
                return null;
            case TreeObject map:
                return map.Count > 0 && Said(map) is { Count: > 0 } kept ? kept : null;
            case TreeArray list:
                // Items are said, however little is in them.
                var items = new TreeNode[list.Count];
                for (var i = 0; i < items.Length; i++) items[i] = list[i] is TreeObject item ? Said(item) : list[i];
                return TreeArray.Of(items);
            default:
                return value;
        }
    }
}
