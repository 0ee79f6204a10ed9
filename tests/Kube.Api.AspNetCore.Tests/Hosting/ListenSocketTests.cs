using System.Net;
using Kube.Api.AspNetCore.Hosting;

namespace Kube.Api.AspNetCore.Tests.Hosting;

public sealed class ListenSocketTests
{
    /// <summary>The address is of a range for documentation (RFC 5737): no machine has it.</summary>
    [Fact]
    public void Create_OfAnAddressThatIsNotThereYet_Binds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the option is Linux's");
        using var socket = ListenSocket.Create(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0));
        socket.Listen();
        Assert.Equal(IPAddress.Parse("192.0.2.1"), ((IPEndPoint)socket.LocalEndPoint!).Address);
    }
}
