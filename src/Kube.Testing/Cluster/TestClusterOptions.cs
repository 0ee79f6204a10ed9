using Kube.Api.Hosting;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Testing.Cluster;

/// <summary>What a test cluster has.</summary>
public sealed class TestClusterOptions
{
    /// <summary>How many nodes; their containers are simulated. Default 1; 0 and more.</summary>
    public int Nodes { get; set; } = 1;

    /// <summary>Whether the built-in controllers run. Default true.</summary>
    public bool BuiltInControllers { get; set; } = true;

    /// <summary>Whether the scheduler runs. Default true.</summary>
    public bool Scheduler { get; set; } = true;

    /// <summary>Whether each component may only do what its roles say (node authorizer and RBAC); without, everybody may do everything. Default true.</summary>
    public bool Authorization { get; set; } = true;

    /// <summary>Decides the order of steps, uids and spread waits: the same seed gives the same run. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>What the cluster's clock shows at first. Default the first of January 2030.</summary>
    public DateTimeOffset Start { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the first cluster of the process has the methods it needs compiled ahead of it on another core. Which they are, the runtime notes in
    /// <c>Kube.Testing.startup.profile</c> beside the program; the first process that ever runs notes only. Changes how fast a cluster starts, and nothing else. Default true.</summary>
    public bool StartupProfile { get; set; } = true;

    /// <summary>Adds your own controllers.</summary>
    public Action<IKubeControllersBuilder>? Controllers { get; set; }

    /// <summary>Adds your own kinds and admission.</summary>
    public Action<IKubeApiBuilder>? Api { get; set; }

    /// <summary>Registers services before all others: what is registered here replaces the cluster's own.</summary>
    public Action<IServiceCollection>? Services { get; set; }
}
