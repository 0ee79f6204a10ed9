using System.Security.Cryptography;
using Kube.Api.Requests;

namespace Kube.Scheduling.Hosting;

internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
