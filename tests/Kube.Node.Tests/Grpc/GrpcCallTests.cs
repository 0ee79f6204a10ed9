using Google.Protobuf.WellKnownTypes;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;
using Kube.Shared.Grpc.Server;

namespace Kube.Node.Tests.Grpc;

/// <summary>Both halves against each other.</summary>
public sealed class GrpcCallTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unary_Answered_ReturnsTheMessageAndTheTrailers()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, (request, context) =>
        {
            context.Trailers.Add("seen", context.Metadata("who") ?? "");
            context.Trailers.Add("raw-bin", [1, 2, 3, 255]);
            return Task.FromResult(new StringValue { Value = request.Value + "!" });
        }));

        await using var call = pair.Channel.Open(GrpcPair.Echo, new() { Metadata = new() { { "Who", "me" } } }, Cancel);
        await call.WriteAsync(new() { Value = "hello" }, Cancel);
        call.CompleteWriting();

        Assert.Equal("hello!", (await call.ReadSingleAsync(Cancel)).Value);
        Assert.Equal("me", call.Trailers.Get("seen"));
        Assert.Equal([1, 2, 3, 255], call.Trailers.GetBinary("raw-bin"));
        Assert.Equal("x!", (await pair.Channel.UnaryAsync(GrpcPair.Echo, new() { Value = "x" }, GrpcCallOptions.Default, Cancel)).Value);
    }

    [Fact]
    public async Task Unary_EmptyMessage_IsAMessage()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, (request, _) => Task.FromResult(request)));
        Assert.Equal("", (await pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel)).Value);
    }

    [Fact]
    public async Task Unary_HandlerRefuses_StatusArrivesWhole()
    {
        const string words = "naïve 100 %\nno \"such\" thing";
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, (_, _) =>
            throw new GrpcException(GrpcStatusCode.NotFound, words) { Trailers = new() { { "hint", "look" } } }));

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal(GrpcStatusCode.NotFound, error.Code);
        Assert.Equal(words, error.Detail);
        Assert.Equal("look", error.Trailers.Get("hint"));
    }

    [Fact]
    public async Task Unary_HandlerThrows_IsUnknownAndTold()
    {
        var told = new List<string>();
        await using var pair = await GrpcPair.StartAsync(new GrpcServer(new() { OnFailure = (path, failure) => told.Add($"{path} {failure.Message}") })
            .AddUnary(GrpcPair.Echo, (_, _) => throw new InvalidOperationException("broken")));

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal(GrpcStatusCode.Unknown, error.Code);
        Assert.Equal(["/test.Echo/Echo broken"], told);
    }

    [Fact]
    public async Task Unary_UnknownMethod_IsUnimplemented()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, (request, _) => Task.FromResult(request)));

        var method = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Sum, new(), GrpcCallOptions.Default, Cancel));
        var service = await Assert.ThrowsAsync<GrpcException>(() =>
            pair.Channel.UnaryAsync(new GrpcMethod<StringValue, StringValue>("other", "Echo", StringValue.Parser, StringValue.Parser), new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal((GrpcStatusCode.Unimplemented, "unknown method Sum for service test.Echo"), (method.Code, method.Detail));
        Assert.Equal(GrpcStatusCode.Unimplemented, service.Code);
    }

    [Fact]
    public async Task Unary_Deadline_EndsBothHalves()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, async (request, context) =>
        {
            await using var registration = context.CancellationToken.Register(() => ended.TrySetResult());
            await ended.Task;
            // Whichever half's clock is first: a handler that heeds its deadline has no answer after it.
            context.CancellationToken.ThrowIfCancellationRequested();
            return request;
        }));

        var error = await Assert.ThrowsAsync<GrpcException>(() =>
            pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Within(TimeSpan.FromMilliseconds(50)), Cancel));

        Assert.Equal(GrpcStatusCode.DeadlineExceeded, error.Code);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    [Fact]
    public async Task Unary_CallerCancels_ServerSeesItAndTheCallerGetsACancellation()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, async (request, context) =>
        {
            await using var registration = context.CancellationToken.Register(() => ended.TrySetResult());
            started.TrySetResult();
            await ended.Task;
            return request;
        }));
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var call = pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, caller.Token);
        await started.Task.WaitAsync(Cancel);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    [Fact]
    public async Task ServerStream_ManyMessages_ComeInOrderAndTheStatusLast()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddServerStream(GrpcPair.Count, async (request, responses, context) =>
        {
            for (var at = 0; at < request.Value; at++) await responses.WriteAsync(new() { Value = at }, context.CancellationToken);
            if (request.Value == 3) throw new GrpcException(GrpcStatusCode.OutOfRange, "three");
        }));

        var seen = await pair.Channel.ServerStreamAsync(GrpcPair.Count, new() { Value = 2000 }, GrpcCallOptions.Default, Cancel)
            .Select(message => message.Value).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(0, 2000), seen);

        var before = new List<int>();
        var error = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (var message in pair.Channel.ServerStreamAsync(GrpcPair.Count, new() { Value = 3 }, GrpcCallOptions.Default, Cancel)) before.Add(message.Value);
        });
        Assert.Equal(GrpcStatusCode.OutOfRange, error.Code);
        Assert.Equal([0, 1, 2], before);
    }

    [Fact]
    public async Task ServerStream_ReaderLeaves_HandlerEnds()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddServerStream(GrpcPair.Count, async (_, responses, context) =>
        {
            await using var registration = context.CancellationToken.Register(() => ended.TrySetResult());
            await responses.WriteAsync(new() { Value = 1 }, context.CancellationToken);
            await ended.Task;
        }));

        await foreach (var _ in pair.Channel.ServerStreamAsync(GrpcPair.Count, new(), GrpcCallOptions.Default, Cancel)) break;

        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    [Fact]
    public async Task ClientStream_ManyMessages_AllCounted()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddClientStream(GrpcPair.Sum, async (requests, context) =>
        {
            var sum = 0;
            await foreach (var message in requests.ReadAllAsync(context.CancellationToken)) sum += message.Value;
            return new Int32Value { Value = sum };
        }));

        await using var call = pair.Channel.Open(GrpcPair.Sum, GrpcCallOptions.Default, Cancel);
        for (var at = 1; at <= 1000; at++) await call.WriteAsync(new() { Value = at }, Cancel);
        call.CompleteWriting();

        Assert.Equal(500_500, (await call.ReadSingleAsync(Cancel)).Value);
    }

    [Fact]
    public async Task Duplex_EachAnswersTheOther_UntilTheClientIsDone()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddDuplex(GrpcPair.Twice, async (requests, responses, context) =>
        {
            await context.SendHeadersAsync(new() { { "ready", "yes" } });
            while (await requests.ReadAsync(context.CancellationToken) is { } message)
                await responses.WriteAsync(new() { Value = message.Value * 2 }, context.CancellationToken);
        }));

        await using var call = pair.Channel.Open(GrpcPair.Twice, GrpcCallOptions.Default, Cancel);
        // Headers come before the client has sent anything.
        Assert.Equal("yes", (await call.ReadHeadersAsync(Cancel)).Get("ready"));
        for (var at = 1; at <= 100; at++)
        {
            await call.WriteAsync(new() { Value = at }, Cancel);
            Assert.Equal(at * 2, (await call.ReadAsync(Cancel))?.Value);
        }

        call.CompleteWriting();
        Assert.Null(await call.ReadAsync(Cancel));
        Assert.Null(await call.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Duplex_ServerEndsEarly_WriterLearnsTheStatus()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddDuplex(GrpcPair.Twice, async (requests, _, context) =>
        {
            await requests.ReadAsync(context.CancellationToken);
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, "enough");
        }));

        await using var call = pair.Channel.Open(GrpcPair.Twice, GrpcCallOptions.Default, Cancel);
        await call.WriteAsync(new() { Value = 1 }, Cancel);
        var read = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAsync(Cancel).AsTask());
        var write = await Assert.ThrowsAsync<GrpcException>(() => call.WriteAsync(new() { Value = 2 }, Cancel).AsTask());

        Assert.Equal(GrpcStatusCode.ResourceExhausted, read.Code);
        Assert.Equal(GrpcStatusCode.ResourceExhausted, write.Code);
    }

    [Fact]
    public async Task Server_Restarted_NextCallReachesIt()
    {
        await using var pair = await GrpcPair.StartAsync(new GrpcServer().AddUnary(GrpcPair.Echo, (request, _) => Task.FromResult(request)));
        await pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel);

        await pair.StopServerAsync();
        var down = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));
        await pair.StartServerAsync();

        Assert.Equal(GrpcStatusCode.Unavailable, down.Code);
        Assert.Equal("back", (await pair.Channel.UnaryAsync(GrpcPair.Echo, new() { Value = "back" }, GrpcCallOptions.Default, Cancel)).Value);
    }

    [Fact]
    public async Task WaitForReady_ServerStartsLater_CallIsAnswered()
    {
        await using var pair = GrpcPair.NotStarted(new GrpcServer().AddUnary(GrpcPair.Echo, (request, _) => Task.FromResult(request)));

        var late = await Assert.ThrowsAsync<GrpcException>(() =>
            pair.Channel.UnaryAsync(GrpcPair.Echo, new(), new() { WaitForReady = true, Timeout = TimeSpan.FromMilliseconds(100) }, Cancel));
        var call = pair.Channel.UnaryAsync(GrpcPair.Echo, new() { Value = "x" }, new() { WaitForReady = true, Timeout = TimeSpan.FromSeconds(20) }, Cancel);
        await pair.StartServerAsync();

        Assert.Equal(GrpcStatusCode.DeadlineExceeded, late.Code);
        Assert.Equal("x", (await call).Value);
    }
}
