using Kube.Node.Agent;
using Kube.Node.Endpoint;
using Kube.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the node's endpoint on the host's server.</summary>
public static class KubeNodeEndpointExtensions
{
    /// <summary>Adds the listener that the API server reaches the node by; <see cref="MapKubeNode"/> serves it. Idempotent.</summary>
    public static IKubeNodeBuilder AddNodeEndpoint(this IKubeNodeBuilder builder, Action<NodeEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<NodeEndpointOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeEndpointOptions>, NodeEndpointOptionsValidator>());
        services.TryAddSingleton<NodeEndpointListener>();
        services.TryAddSingleton<EndpointNodes>();
        services.TryAddSingleton<EndpointCertificates>();
        services.TryAddSingleton<EndpointClient>();
        services.TryAddSingleton<EndpointAuthentication>();
        services.TryAddSingleton<EndpointAuthorization>();
        services.TryAddSingleton<EndpointCommands>();
        services.TryAddSingleton<EndpointLogs>();
        services.TryAddSingleton<EndpointSystemLogs>();
        services.TryAddSingleton<EndpointReports>();
        services.TryAddSingleton<NodeEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, EndpointKestrelSetup>());
        return builder;
    }

    /// <summary>Serves the node's endpoint on its own listener. Before whatever takes every path, such as the API server.</summary>
    public static IApplicationBuilder MapKubeNode(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var endpoint = app.ApplicationServices.GetRequiredService<NodeEndpoint>();
        return app.MapWhen(NodeEndpointListener.Owns, node => node.UseWebSockets().Run(endpoint.InvokeAsync));
    }

    /// <summary>Serves a further agent of this process behind the same endpoint, such as a simulated node's, until the result is disposed.</summary>
    /// <param name="services">The host's services, with an endpoint.</param>
    /// <param name="agent">The agent.</param>
    public static IDisposable ServeNode(this IServiceProvider services, NodeAgent agent)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(agent);
        var nodes = services.GetRequiredService<EndpointNodes>();
        nodes.Add(agent);
        return new Registration(nodes, agent);
    }

    private sealed class Registration(EndpointNodes nodes, NodeAgent agent) : IDisposable
    {
        public void Dispose() => nodes.Remove(agent);
    }
}
