using System.Text;
using Kube.Api.Models;
using Kube.Node.Registration;

namespace Kube.Node.Tests.Registration;

/// <summary>What a node sends of its status.</summary>
public sealed class NodeStatusPatchTests
{
    private static readonly V1NodeStatus s_using = new() { Conditions = [], VolumesInUse = ["kubernetes.io/csi/d^1"] };
    private static readonly V1NodeStatus s_idle = new() { Conditions = [] };

    [Fact]
    public void Make_WhatIsNoMore_IsTakenAway() => Assert.Equal("""{"status":{"volumesInUse":null}}""", Patch(s_using, s_idle));

    [Fact]
    public void Make_WhatIsNew_IsSet() => Assert.Equal("""{"status":{"volumesInUse":["kubernetes.io/csi/d^1"]}}""", Patch(s_idle, s_using));

    /// <summary>What an earlier life of the agent told is not known: it may have used volumes.</summary>
    [Fact]
    public void Make_FirstTime_TakesEarlierVolumesAway() => Assert.Contains("\"volumesInUse\":null", Patch(null, s_idle), StringComparison.Ordinal);

    private static string Patch(V1NodeStatus? from, V1NodeStatus to) => Encoding.UTF8.GetString(NodeStatusPatch.Make(from, to));
}
