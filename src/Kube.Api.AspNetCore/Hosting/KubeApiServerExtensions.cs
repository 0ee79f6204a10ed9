using System.Net;
using Kube.Api.Aggregation;
using Kube.Api.AspNetCore.Aggregation;
using Kube.Api.AspNetCore.Audit;
using Kube.Api.AspNetCore.Connect;
using Kube.Api.AspNetCore.Door;
using Kube.Api.AspNetCore.FlowControl;
using Kube.Api.AspNetCore.Health;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.AspNetCore.Lists;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Security;
using Kube.Api.AspNetCore.Watches;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Authentication.Tokens;
using Kube.Api.FlowControl;
using Kube.Api.Metrics;
using Kube.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the API on Kestrel.</summary>
public static class KubeApiServerExtensions
{
    /// <summary>Adds the API server's HTTP surface: listener with TLS, authentication, endpoints. Idempotent. <c>AddKubeApi</c> adds what it serves.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Where to listen, and as whom.</param>
    public static IServiceCollection AddKubeApiServer(this IServiceCollection services, Action<KubeApiServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<KubeApiServerOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubeApiServerOptions>, KubeApiServerOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();

        services.TryAddSingleton(CreateCertificates);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AdvertisedAddress>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>());
        services.Configure<SocketTransportOptions>(static sockets => sockets.CreateBoundListenSocket = ListenSocket.Create);
        services.Replace(ServiceDescriptor.Singleton(CreateAuthenticator));
        services.TryAddSingleton<RequestHeaderAuthentication>();
        services.TryAddSingleton<AuthenticationMetrics>();
        services.TryAddSingleton<ConnectionAuthenticator>();
        services.TryAddSingleton<DoorAuthorization>();
        services.TryAddSingleton<Impersonation>();
        services.TryAddSingleton<RequestIdentity>();
        AddFlowGate(services);

        services.TryAddSingleton<RouteTableCache>();
        services.TryAddSingleton<ListResponder>();
        services.TryAddSingleton<WatchResponder>();
        services.TryAddSingleton<ReadHandler>();
        services.TryAddSingleton<WriteHandler>();
        services.TryAddSingleton<BackendConnections>();
        services.TryAddSingleton<TextForwarder>();
        services.TryAddSingleton<UpgradeTunnel>();
        services.TryAddSingleton<ProxyForwarder>();
        services.TryAddSingleton<ConnectHandler>();
        services.TryAddSingleton<ResourceDoor>();
        services.TryAddSingleton<DiscoveryEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, StoreProbe>());
        services.TryAddSingleton<HealthReport>();
        services.TryAddSingleton<RequestMetrics>();
        services.TryAddSingleton<LongRunningRequests>();
        services.TryAddSingleton<DeprecatedRequests>();
        services.TryAddSingleton<ResourceRequestMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMetricSource, LongRunningRequests>(static provider => provider.GetRequiredService<LongRunningRequests>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMetricSource, DeprecatedRequests>(static provider => provider.GetRequiredService<DeprecatedRequests>()));
        services.TryAddSingleton<MeterExposition>();
        services.TryAddSingleton<MetricsEndpoint>();
        services.TryAddSingleton<OpenApiDocuments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPathEndpoint, OpenApiEndpoint>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPathEndpoint, IssuerEndpoint>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPathEndpoint, AboutEndpoint>());
        services.TryAddSingleton<PathDoor>();
        services.TryAddSingleton<FailureAnswers>();
        services.TryAddSingleton<AggregatedApis>();
        services.TryAddSingleton<AggregationDoor>();
        services.AddAudit();
        services.TryAddSingleton<RequestAudit>();
        services.TryAddSingleton<ServingDoor>();
        services.TryAddSingleton<ApiDoor>();
        return services;
    }

    /// <summary>Serves the Kubernetes API at every path that nothing before it took. The last step of the pipeline.</summary>
    public static IApplicationBuilder MapKubeApi(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var door = app.ApplicationServices.GetRequiredService<ApiDoor>();
        app.Run(door.InvokeAsync);
        return app;
    }

    private static void AddFlowGate(IServiceCollection services)
    {
        if (services.Any(static known => known.ServiceType == typeof(FlowGate))) return;
        services.AddSingleton<FlowGate>();
        services.AddFlowControl();
        services.AddOptions<FlowControlOptions>().Configure<IOptions<KubeApiServerOptions>>(static (flows, server) =>
        {
            flows.ServerConcurrency = Math.Max(1, server.Value.MaxRequestsInflight + server.Value.MaxMutatingRequestsInflight);
            flows.RequestWaitLimit = TimeSpan.FromSeconds(server.Value.RequestTimeoutSeconds) / 4;
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPathEndpoint, FlowDumpEndpoint>());
    }

    private static ClusterCertificates CreateCertificates(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<KubeApiServerOptions>>().Value;
        var addresses = options.CertificateAddresses.Concat(options.FurtherBindAddresses).Append(AdvertisedAddress.Choose(options));
        if (!options.BindAddress.Equals(IPAddress.Any) && !options.BindAddress.Equals(IPAddress.IPv6Any)) addresses = addresses.Append(options.BindAddress);
        return ClusterCertificates.LoadOrCreate(options.CertificateDirectory, addresses, services.GetRequiredService<TimeProvider>());
    }

    // Certificates first, then tokens, then whatever the host registered: upstream's order.
    private static RequestAuthenticator CreateAuthenticator(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<KubeApiServerOptions>>().Value;
        var authority = services.GetRequiredService<ClusterCertificates>().Authority.Certificate;
        var authenticators = new List<IAuthenticator> { new ClientCertificateAuthenticator([authority], services.GetRequiredService<TimeProvider>()) };
        if (options.TokenAuthFile.Length > 0) authenticators.Add(StaticTokenFile.Load(options.TokenAuthFile));
        authenticators.AddRange(services.GetServices<IAuthenticator>());
        return new RequestAuthenticator(authenticators);
    }
}
