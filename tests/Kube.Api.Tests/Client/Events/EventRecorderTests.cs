using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Work;
using Kube.Testing.Store;
using Kube.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Api.Tests.Client.Events;

public sealed class EventRecorderTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Record_SameNoteTwice_RaisesTheCount()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("default");
        var recorder = Recorder(api);
        recorder.Event(Pod(), EventTypes.Normal, "Pulled", "Image is there");
        recorder.Event(Pod(), EventTypes.Normal, "Pulled", "Image is there");
        recorder.Event(Pod(), EventTypes.Warning, "Failed", "Image is not there");
        await recorder.DisposeAsync();

        var events = await EventsAsync(api);
        Assert.Equal(["Failed 1", "Pulled 2"], events.Select(made => $"{made.Reason} {made.Count}").Order(StringComparer.Ordinal));
        var pulled = events.Single(made => made.Reason == "Pulled");
        Assert.Matches("^web\\.[0-9a-f]+$", pulled.Metadata.Name!);
        Assert.Equal(("kubelet", "node-a", "kubelet", "node-a"), (pulled.Source.Component, pulled.Source.Host, pulled.ReportingComponent, pulled.ReportingInstance));
        Assert.Equal(("Pod", "v1", "uid-1"), (pulled.InvolvedObject.Kind, pulled.InvolvedObject.ApiVersion, pulled.InvolvedObject.Uid));
    }

    [Fact]
    public async Task Record_ManySimilarNotes_CombinesThem()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("default");
        var recorder = Recorder(api);
        for (var i = 0; i < 12; i++) recorder.Event(Pod(), EventTypes.Normal, "Pulled", $"Image {i}");
        await recorder.DisposeAsync();

        var events = await EventsAsync(api);
        Assert.Equal(10, events.Count);
        var combined = Assert.Single(events, made => made.Count > 1);
        Assert.Equal((3, "(combined from similar events): Image 11"), (combined.Count!.Value, combined.Message));
    }

    [Fact]
    public async Task Record_OneObjectIsTooLoud_DropsNotesUntilTimePasses()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("default");
        var recorder = Recorder(api);
        for (var i = 0; i < 30; i++) recorder.Event(Pod(), EventTypes.Normal, $"Reason{i}", "text");
        _time.Advance(TimeSpan.FromMinutes(5));
        recorder.Event(Pod(), EventTypes.Normal, "Later", "text");
        await recorder.DisposeAsync();

        var events = await EventsAsync(api);
        Assert.Equal(26, events.Count);
        Assert.Contains(events, made => made.Reason == "Later");
    }

    [Fact]
    public async Task Record_NameIsNoEventName_UsesTheTimeAlone()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("default");
        var recorder = Recorder(api);
        recorder.Event(new V1ObjectReference { Kind = "Group", Name = "system:nodes" }, EventTypes.Normal, "Seen", "text");
        await recorder.DisposeAsync();

        Assert.Matches("^[0-9a-f]+$", Assert.Single(await EventsAsync(api)).Metadata.Name!);
    }

    [Fact]
    public async Task Record_ScheduledTwice_MakesASeries()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("default");
        var recorder = SeriesRecorder(api);
        for (var i = 0; i < 3; i++)
            recorder.Record(new(EventReferences.To(Pod()), EventTypes.Warning, "FailedScheduling", "no nodes") { Action = "Scheduling" });
        await recorder.DisposeAsync();

        var made = Assert.Single((await api.Client.For<Eventsv1Event>().ListAsync("default", ListOptions.Default, ApiUnderTest.Cancel)).Items);
        Assert.Equal(("default-scheduler", "default-scheduler-host", "Scheduling"), (made.ReportingController, made.ReportingInstance, made.Action));
        Assert.Equal(2, made.Series!.Count);
    }

    [Fact]
    public async Task Record_ASeriesWhoseEventIsGone_MakesItAnew()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("default");
        var recorder = SeriesRecorder(api);
        var note = new EventNote(EventReferences.To(Pod()), EventTypes.Warning, "FailedScheduling", "no nodes") { Action = "Scheduling" };
        var events = api.Client.For<Eventsv1Event>();
        recorder.Record(note);
        var first = (await Waiting.UntilAsync(
            async () => (await events.ListAsync("default", ListOptions.Default, ApiUnderTest.Cancel)).Items,
            static written => written.Count == 1,
            static written => $"{written.Count} events were written"))[0];
        await events.DeleteAsync(new("default", first.Metadata.Name!), new(), ApiUnderTest.Cancel);
        recorder.Record(note);
        await recorder.DisposeAsync();

        var anew = Assert.Single((await events.ListAsync("default", ListOptions.Default, ApiUnderTest.Cancel)).Items);
        Assert.Equal((first.Metadata.Name, 2), (anew.Metadata.Name, anew.Series!.Count));
        Assert.Equal((first.EventTime, first.Note, first.Regarding!.Uid), (anew.EventTime, anew.Note, anew.Regarding!.Uid));
    }

    private SeriesEventRecorder SeriesRecorder(ApiUnderTest api) =>
        new(api.Client, new("default-scheduler", "host"), DefaultWorkScheduler.Instance, _time, NullLoggerFactory.Instance, new SystemRandomSource());

    private static V1Pod Pod() => new() { Metadata = new() { Name = "web", Namespace = "default", Uid = "uid-1" } };

    private static async Task<IReadOnlyList<Corev1Event>> EventsAsync(ApiUnderTest api) =>
        (await api.Client.For<Corev1Event>().ListAsync("default", ListOptions.Default, ApiUnderTest.Cancel)).Items;

    private EventRecorder Recorder(ApiUnderTest api) =>
        new(api.Client, new("kubelet", "node-a"), DefaultWorkScheduler.Instance, _time, NullLoggerFactory.Instance);
}
