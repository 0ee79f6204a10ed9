using System.Net;
using System.Net.NetworkInformation;
using Kube.Shared.Net;

namespace Kube.Node.Tests.Network;

/// <summary>The machine's links, read while others come and go.</summary>
public sealed class HostLinksTests
{
    [Fact]
    public void All_OfThisMachine_HaveTheLoopbackAddress() => Assert.Contains(IPAddress.Loopback, HostLinks.Addresses());

    /// <summary>What the runtime throws when a link goes between its two questions to the kernel.</summary>
    [Fact]
    public void Reading_OfTwoMoments_IsDoneAgain()
    {
        var readings = 0;

        var links = HostLinks.OfOneMoment(() => ++readings < 3 ? throw new ArgumentException("An invalid IP address was specified.") : []);

        Assert.Empty(links);
        Assert.Equal(3, readings);
    }

    [Fact]
    public void Reading_ThatNeverSucceeds_Ends() =>
        Assert.Throws<ArgumentException>(static () => HostLinks.OfOneMoment(static () => throw new ArgumentException("An invalid IP address was specified.")));
}
