using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>Makes classes of your own known to clients in a process that does not serve them: <c>client.For&lt;Widget&gt;()</c>. Works for custom resources of any server.</summary>
public static class OwnTypeClients
{
    private const string Reflection = "The class is looked at by reflection; with trimming or Native AOT pass a JsonTypeInfo of a JsonSerializerContext.";

    /// <summary>Makes a class known; its <see cref="KubernetesResourceAttribute"/> names the kind. The first time counts.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <exception cref="ArgumentException">The class or the kind is a built-in one's.</exception>
    /// <exception cref="InvalidOperationException">Nothing names the kind.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static void Know<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>, new() => Know<T>(OwnJson.Of(typeof(T), []));

    /// <summary>The same by generated code.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="json">How the class is read and written.</param>
    /// <exception cref="ArgumentException">The class or the kind is a built-in one's.</exception>
    public static void Know<T>(JsonTypeInfo<T> json)
        where T : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        ArgumentNullException.ThrowIfNull(json);
        Know<T>(OwnJson.Of(json, []));
    }

    private static void Know<T>(OwnJson json)
        where T : class, IKubernetesObject<V1ObjectMeta>, new() => KubernetesTypes.Add(new OwnForm<T>(new ResourceBuilder<T>(), json).ClientCodec);
}
