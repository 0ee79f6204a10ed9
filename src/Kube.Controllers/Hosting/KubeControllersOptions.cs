using System.ComponentModel.DataAnnotations;
using Kube.Api.Authentication;
using Kube.Api.Client.Election;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Hosting;

/// <summary>What holds for every controller of a host.</summary>
public sealed class KubeControllersOptions
{
    /// <summary>Field manager and user agent of the controllers' clients. Default <c>kube-controller-manager</c>.</summary>
    [Required]
    public string Name { get; set; } = "kube-controller-manager";

    /// <summary>Who fills the caches and holds the lease. Default <c>system:kube-controller-manager</c>.</summary>
    public UserInfo CacheUser { get; set; } = new("system:kube-controller-manager", groups: [UserNames.AuthenticatedGroup]);

    /// <summary>Who a controller acts as that does not say otherwise. Default the API server itself: code in its process is trusted as it is.</summary>
    public UserInfo User { get; set; } = UserInfo.ApiServer;

    /// <summary>The certificates, in PEM, by which pods know the API server; they are published in every namespace. Empty: nothing is published.</summary>
    public string RootCertificates { get; set; } = "";

    /// <summary>How many pods that have ended are kept before the oldest are deleted. Default 12,500; 0 and less: all of them.</summary>
    public int TerminatedPodThreshold { get; set; } = 12_500;

    /// <summary>Which one of several hosts works.</summary>
    [ValidateObjectMembers]
    public LeaderElectionOptions LeaderElection { get; } = new();
}
