using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Kube.Api.Models;

/// <summary>Every built-in kind, served or only known, with its codec.</summary>
public static partial class KubernetesTypes
{
    private static readonly ConcurrentDictionary<GroupVersionKind, ObjectCodec?> s_codecs = new();

    private static readonly Lazy<FrozenDictionary<Type, GroupVersionKind>> s_byClass = new(static () => Kinds().ToFrozenDictionary(static kind => ClassOf(kind)!));

    private static readonly ConcurrentDictionary<Type, ObjectCodec> s_added = new();

    /// <summary>Makes a kind of your own known to every client of this process. The first codec of a class or kind stays.</summary>
    /// <param name="codec">Reads and writes the kind.</param>
    /// <exception cref="ArgumentException">The class or the kind is a built-in one's.</exception>
    public static void Add(ObjectCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (s_byClass.Value.ContainsKey(codec.ClrType) || Create(codec.Kind) is not null)
            throw new ArgumentException($"{codec.ClrType} or {codec.Kind} is built in", nameof(codec));
        s_added.TryAdd(codec.ClrType, codec);
        s_codecs.TryAdd(codec.Kind, codec);
    }

    /// <summary>Finds the codec of a kind; made on first use.</summary>
    /// <param name="kind">The kind. Options and watch events belong to every group and version.</param>
    /// <returns>The codec, or null when no built-in kind has this name.</returns>
    public static ObjectCodec? Find(GroupVersionKind kind) => s_codecs.TryGetValue(kind, out var codec) ? codec : Add(kind);

    /// <summary>Finds the codec of an object by its class; what its <c>apiVersion</c> and <c>kind</c> say is not asked.</summary>
    /// <param name="value">The object.</param>
    /// <returns>The codec, or null when the class is no built-in kind's.</returns>
    public static ObjectCodec? Find(IKubernetesObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return s_byClass.Value.TryGetValue(value.GetType(), out var kind) ? Find(kind) : s_added.GetValueOrDefault(value.GetType());
    }

    /// <summary>The codec of a generated class, or of one that was added.</summary>
    /// <typeparam name="T">The class of a kind.</typeparam>
    /// <exception cref="ArgumentException">No built-in kind has this class, and none was added.</exception>
    public static ObjectCodec<T> Codec<T>() where T : class, IKubernetesObject =>
        OfClass<T>.Codec ?? s_added.GetValueOrDefault(typeof(T)) as ObjectCodec<T> ?? throw new ArgumentException($"{typeof(T)} is no kind that is known", nameof(T));

    /// <summary>Every built-in kind, by group, version and kind; each once, under its own group and version.</summary>
    public static IReadOnlyList<GroupVersionKind> All { get; } = Kinds();

    // Unknown names are not remembered: they come from requests, and there is no end of them.
    private static ObjectCodec? Add(GroupVersionKind kind)
    {
        var codec = Create(kind);
        if (codec is null && kind.Kind is "DeleteOptions" or "CreateOptions" or "UpdateOptions" or "PatchOptions" or "GetOptions" or "ListOptions" or "ApplyOptions" or "WatchEvent" or "TableOptions")
            codec = Create(new("", "v1", kind.Kind));
        if (codec is null && kind is { Group: "meta.k8s.io", Version: "v1beta1" }) codec = Create(kind with { Version = "v1" });
        return codec is null ? null : s_codecs.GetOrAdd(kind, codec);
    }

    private static class OfClass<T> where T : class, IKubernetesObject
    {
        public static readonly ObjectCodec<T>? Codec = s_byClass.Value.TryGetValue(typeof(T), out var kind) ? Find(kind) as ObjectCodec<T> : null;
    }
}
