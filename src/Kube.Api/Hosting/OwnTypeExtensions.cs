using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.Cel.Schemas;
using Kube.Api.CustomResources;
using Kube.Api.Hosting;
using Kube.Api.Metrics;
using Kube.Api.Models;
using Kube.Api.OwnTypes;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers classes of your own as resources.</summary>
public static class OwnTypeExtensions
{
    private const string Reflection = "The class is looked at by reflection; with trimming or Native AOT pass a JsonTypeInfo of a JsonSerializerContext.";

    /// <summary>Serves a class of your own as a resource: with a schema made of its members and their attributes, a subresource <c>status</c> when it has a
    /// member of that name, discovery and OpenAPI. Clients of this process then know the class.</summary>
    /// <typeparam name="T">The class, named by <see cref="KubernetesResourceAttribute"/> or by <paramref name="configure"/>.</typeparam>
    /// <param name="builder">The API.</param>
    /// <param name="configure">Says what attributes do not; called at once.</param>
    /// <exception cref="ArgumentException">The class or the kind is a built-in one's.</exception>
    /// <exception cref="InvalidOperationException">Nothing names the resource. Rules that it breaks are reported when the server starts.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IKubeApiBuilder AddResource<T>(this IKubeApiBuilder builder, Action<ResourceBuilder<T>>? configure = null)
        where T : class, IKubernetesObject<V1ObjectMeta>, new() =>
        Add(builder, configure, static resource => OwnJson.Of(typeof(T), resource.Converters));

    /// <summary>The same by generated code, for trimmed and ahead-of-time compiled programs.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The API.</param>
    /// <param name="json">How the class is read and written, of a <c>JsonSerializerContext</c>; its names become camel case unless they are set.</param>
    /// <param name="configure">Says what attributes do not; called at once.</param>
    /// <exception cref="ArgumentException">The class or the kind is a built-in one's.</exception>
    /// <exception cref="InvalidOperationException">Nothing names the resource.</exception>
    public static IKubeApiBuilder AddResource<T>(this IKubeApiBuilder builder, JsonTypeInfo<T> json, Action<ResourceBuilder<T>>? configure = null)
        where T : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        ArgumentNullException.ThrowIfNull(json);
        return Add(builder, configure, resource => OwnJson.Of(json, resource.Converters));
    }

    private static IKubeApiBuilder Add<T>(IKubeApiBuilder builder, Action<ResourceBuilder<T>>? configure, Func<ResourceBuilder<T>, OwnJson> read)
        where T : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new ResourceBuilder<T>();
        configure?.Invoke(resource);
        var definitions = new OwnDefinitions<T>(resource, new OwnForm<T>(resource, read(resource)));
        definitions.MakeKnown();
        builder.Services.AddCounts<CelMetrics>();
        builder.Services.TryAddSingleton<ISchemaRuleCompiler, CelRuleCompiler>();
        return builder.AddResources(services => definitions.Make(services.GetRequiredService<ISchemaRuleCompiler>()));
    }
}
