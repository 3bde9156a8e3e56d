using System.Net;
using DfsAspire.ServiceDefaults;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Client.Tests.Hosting;

public sealed class PrometheusTests
{
    [Theory]
    [InlineData("loopback", "127.0.0.1", true)]
    [InlineData("loopback", "::1", true)]
    [InlineData("loopback", "10.0.0.7", false)]
    [InlineData("loopback", null, false)]
    [InlineData("on", "10.0.0.7", true)]
    [InlineData("off", "127.0.0.1", false)]
    [InlineData(null, "127.0.0.1", false)]
    public void Metrics_are_for_those_whom_the_setting_names(string? setting, string? caller, bool mayRead) =>
        Assert.Equal(mayRead, Prometheus.MayRead(caller is null ? null : IPAddress.Parse(caller), Prometheus.Read(Settings(setting))));

    [Fact]
    public void Another_value_is_refused() =>
        Assert.Contains("Metrics__Prometheus", Assert.Throws<ServiceSettingException>(() => Prometheus.Read(Settings("yes"))).Message, StringComparison.Ordinal);

    private static IConfiguration Settings(string? value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(Prometheus.Setting, value)]).Build();
}
