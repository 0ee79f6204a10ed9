using Kube.Api.Client;
using Kube.Controllers.Expectations;
using Kube.Testing.Store;

namespace Kube.Controllers.Tests.Expectations;

public sealed class ControllerExpectationsTests
{
    private static readonly ObjectKey s_key = new("default", "web");

    private readonly ManualTime _time = new();

    [Fact]
    public void AreMet_SomethingIsOutstanding_OnlyWhenAllWasObserved()
    {
        var expectations = new ControllerExpectations(_time);
        Assert.True(expectations.AreMet(s_key));
        expectations.Expect(s_key, 2, ["uid-1"]);
        expectations.CreationObserved(s_key);
        expectations.DeletionObserved(s_key, "uid-2");
        expectations.DeletionObserved(s_key, "uid-1");
        expectations.DeletionObserved(s_key, "uid-1");
        Assert.False(expectations.AreMet(s_key));
        expectations.CreationObserved(s_key);

        Assert.True(expectations.AreMet(s_key));
    }

    [Fact]
    public void AreMet_EventNeverComes_AfterFiveMinutes()
    {
        var expectations = new ControllerExpectations(_time);
        expectations.Expect(s_key, 1, []);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(expectations.AreMet(s_key));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(expectations.AreMet(s_key));
    }
}
