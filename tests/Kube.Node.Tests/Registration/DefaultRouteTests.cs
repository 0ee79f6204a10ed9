using Kube.Node.Registration;

namespace Kube.Node.Tests.Registration;

public sealed class DefaultRouteTests
{
    private const string Head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    [Fact]
    public void InterfaceOf_SeveralDefaults_IsTheOneOfTheLeastMetric() => Assert.Equal("wlan0", DefaultRoute.InterfaceOf(
        [Head, "eth0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0", "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0", "kube0\t0000F40A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0"]));

    [Fact]
    public void InterfaceOf_DefaultThatIsDown_IsNotIt() =>
        Assert.Null(DefaultRoute.InterfaceOf([Head, "eth0\t00000000\t0101A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0", "lo\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0"]));
}
