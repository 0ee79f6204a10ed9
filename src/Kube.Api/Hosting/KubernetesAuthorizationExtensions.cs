using System.Diagnostics.CodeAnalysis;
using Kube.Api.Authorization;
using Kube.Api.Authorization.Nodes;
using Kube.Api.Authorization.Rbac;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Bootstrap;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses who may do what. Without any of these every authenticated user may do everything about resources, and nobody else anything.</summary>
public static class KubernetesAuthorizationExtensions
{
    /// <summary>Asks roles and bindings, keeps upstream's default ones (of 1.36) in order from the server's start on, and lets nobody grant what they do not hold.</summary>
    /// <param name="builder">The API; it needs the resources of <c>rbac.authorization.k8s.io</c>. Call this after the other admission plugins were added.</param>
    /// <remarks>Members of <c>system:masters</c> may do everything without being asked about. Idempotent.</remarks>
    public static IKubeApiBuilder AddRbac(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static known => known.ServiceType == typeof(RbacPolicySource))) return builder;
        builder.Services.AddSingleton<RbacPolicySource>();
        return builder.AddBootstrap<RbacBootstrap>().AddAuthorizer<RbacAuthorizer>().AddAdmission<EscalationCheck>();
    }

    /// <summary>Lets each node agent do what nodes do, and read only what the pods on it need. Call this before <see cref="AddRbac"/>, as upstream's <c>Node,RBAC</c>;
    /// the admission plugin NodeRestriction, which is among <c>AddKubernetesAdmission</c>'s, belongs to it.</summary>
    public static IKubeApiBuilder AddNodeAuthorizer(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<NodePods>();
        builder.Services.TryAddSingleton<NodeGraph>();
        return builder.AddAuthorizer<NodeAuthorizer>();
    }

    /// <summary>Adds an authorizer to the chain: asked in the order of registration, the first that is sure decides, and when none is, the answer is no.
    /// Members of <c>system:masters</c> may do everything without any being asked.</summary>
    /// <typeparam name="TAuthorizer">One instance serves every request.</typeparam>
    public static IKubeApiBuilder AddAuthorizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAuthorizer>(this IKubeApiBuilder builder)
        where TAuthorizer : class, IAuthorizer
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static known => known.ServiceType == typeof(TAuthorizer))) return builder;
        builder.Services.AddSingleton<TAuthorizer>();
        return builder.AddAuthorizer(static services => services.GetRequiredService<TAuthorizer>());
    }

    /// <summary>Adds an authorizer that is made by a function, to the end of the chain.</summary>
    internal static IKubeApiBuilder AddAuthorizer(this IKubeApiBuilder builder, Func<IServiceProvider, IAuthorizer> make)
    {
        builder.Services.AddSingleton(services => new AuthorizerLink(make(services)));
        builder.Services.RemoveAll<IAuthorizer>();
        builder.Services.AddSingleton<IAuthorizer, AuthorizerChain>();
        return builder;
    }
}
