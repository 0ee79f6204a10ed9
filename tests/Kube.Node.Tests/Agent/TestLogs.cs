using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Agent;

/// <summary>Shows warnings of the agent with the test's output.</summary>
internal sealed class TestLogs(ITestOutputHelper? output) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => new Logger(output);

    public void Dispose()
    {
    }

    private sealed class Logger(ITestOutputHelper? output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) output?.WriteLine($"{formatter(state, exception)} {exception}");
        }
    }
}
