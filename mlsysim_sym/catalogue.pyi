# The names of the registry. Written by `mlsysim-sym compile --stub FILE`; change the records, not this file.
# ruff: noqa: N801  (two numbers that stand side by side in a name stay apart in its class)
from mlsysim_sym.named import ByWord, NamedRecord, NamedValue, Namespace

class _HardwareCloudAmdEpyc9654PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue

class _HardwareCloudAmdEpyc9654(NamedRecord):
    peak_throughput: _HardwareCloudAmdEpyc9654PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudAmdEpyc9754PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue

class _HardwareCloudAmdEpyc9754(NamedRecord):
    peak_throughput: _HardwareCloudAmdEpyc9754PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudAmdMi250PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudAmdMi250OperationsPerCycle(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudAmdMi250(NamedRecord):
    peak_throughput: _HardwareCloudAmdMi250PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    operations_per_cycle: _HardwareCloudAmdMi250OperationsPerCycle

class _HardwareCloudAmdMi250xPeakThroughput(ByWord):
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudAmdMi250x(NamedRecord):
    peak_throughput: _HardwareCloudAmdMi250xPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudAmdMi300xPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudAmdMi300xOperationsPerCycle(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudAmdMi300x(NamedRecord):
    peak_throughput: _HardwareCloudAmdMi300xPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    operations_per_cycle: _HardwareCloudAmdMi300xOperationsPerCycle

class _HardwareCloudAmdMi325xPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudAmdMi325x(NamedRecord):
    peak_throughput: _HardwareCloudAmdMi325xPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudAmdMi350xPeakThroughput(ByWord):
    fp8: NamedValue

class _HardwareCloudAmdMi350x(NamedRecord):
    peak_throughput: _HardwareCloudAmdMi350xPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudAmdMi355xPeakThroughput(ByWord):
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareCloudAmdMi355x(NamedRecord):
    peak_throughput: _HardwareCloudAmdMi355xPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudAwsInferentia2PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudAwsInferentia2(NamedRecord):
    peak_throughput: _HardwareCloudAwsInferentia2PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudAwsTrainium1PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudAwsTrainium1(NamedRecord):
    peak_throughput: _HardwareCloudAwsTrainium1PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudAwsTrainium2PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue

class _HardwareCloudAwsTrainium2(NamedRecord):
    peak_throughput: _HardwareCloudAwsTrainium2PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudAwsTrainium3PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    fp4: NamedValue

class _HardwareCloudAwsTrainium3(NamedRecord):
    peak_throughput: _HardwareCloudAwsTrainium3PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudCerebrasCs3(NamedRecord):
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue
    die_area: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudGoogleTpuV1PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareCloudGoogleTpuV1(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV1PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    last_level_cache_size: NamedValue
    thermal_design_power: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudGoogleTpuV2PeakThroughput(ByWord):
    bf16: NamedValue

class _HardwareCloudGoogleTpuV2(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV2PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudGoogleTpuV3PeakThroughput(ByWord):
    bf16: NamedValue

class _HardwareCloudGoogleTpuV3(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV3PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudGoogleTpuV4PeakThroughput(ByWord):
    bf16: NamedValue
    int8: NamedValue

class _HardwareCloudGoogleTpuV4(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV4PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudGoogleTpuV5ePeakThroughput(ByWord):
    bf16: NamedValue
    int8: NamedValue

class _HardwareCloudGoogleTpuV5e(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV5ePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudGoogleTpuV5pPeakThroughput(ByWord):
    bf16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudGoogleTpuV5p(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV5pPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudGoogleTpuV6ePeakThroughput(ByWord):
    bf16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudGoogleTpuV6e(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV6ePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudGoogleTpuV7PeakThroughput(ByWord):
    bf16: NamedValue
    fp8: NamedValue

class _HardwareCloudGoogleTpuV7(NamedRecord):
    peak_throughput: _HardwareCloudGoogleTpuV7PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudGroqLpuPeakThroughput(ByWord):
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudGroqLpu(NamedRecord):
    peak_throughput: _HardwareCloudGroqLpuPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudIntelGaudi1PeakThroughput(ByWord):
    bf16: NamedValue

class _HardwareCloudIntelGaudi1(NamedRecord):
    peak_throughput: _HardwareCloudIntelGaudi1PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudIntelGaudi2PeakThroughput(ByWord):
    bf16: NamedValue

class _HardwareCloudIntelGaudi2(NamedRecord):
    peak_throughput: _HardwareCloudIntelGaudi2PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudIntelGaudi3PeakThroughput(ByWord):
    bf16: NamedValue
    fp8: NamedValue

class _HardwareCloudIntelGaudi3(NamedRecord):
    peak_throughput: _HardwareCloudIntelGaudi3PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    purchase_cost: NamedValue

class _HardwareCloudIntelXeon6776pPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    bf16: NamedValue
    int8: NamedValue

class _HardwareCloudIntelXeon6776p(NamedRecord):
    peak_throughput: _HardwareCloudIntelXeon6776pPeakThroughput
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareCloudNvidiaA10PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaA10(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA10PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaA100_40gbPciePeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaA100_40gbPcie(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA100_40gbPciePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaA100_40gbSxmPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaA100_40gbSxmOperationsPerCycle(ByWord):
    fp64: NamedValue
    bf16: NamedValue
    fp16: NamedValue

class _HardwareCloudNvidiaA100_40gbSxm(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA100_40gbSxmPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    operations_per_cycle: _HardwareCloudNvidiaA100_40gbSxmOperationsPerCycle
    die_area: NamedValue

class _HardwareCloudNvidiaA100_80gbPciePeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaA100_80gbPcie(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA100_80gbPciePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaA100_80gbSxmPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaA100_80gbSxmOperationsPerCycle(ByWord):
    fp64: NamedValue
    bf16: NamedValue
    fp16: NamedValue

class _HardwareCloudNvidiaA100_80gbSxm(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA100_80gbSxmPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    operations_per_cycle: _HardwareCloudNvidiaA100_80gbSxmOperationsPerCycle
    die_area: NamedValue

class _HardwareCloudNvidiaA10gPeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaA10g(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA10gPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaA30PeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaA30(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA30PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaA40PeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaA40(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaA40PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaB200PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareCloudNvidiaB200(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaB200PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    device_embodied_carbon: NamedValue

class _HardwareCloudNvidiaB300PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareCloudNvidiaB300(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaB300PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudNvidiaGb200PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareCloudNvidiaGb200(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaGb200PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudNvidiaGb300PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareCloudNvidiaGb300(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaGb300PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudNvidiaGh200PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaGh200(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaGh200PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudNvidiaGraceSuperchipPeakThroughput(ByWord):
    fp64: NamedValue

class _HardwareCloudNvidiaGraceSuperchip(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaGraceSuperchipPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaH100NvlPeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH100Nvl(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH100NvlPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue

class _HardwareCloudNvidiaH100PciePeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH100Pcie(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH100PciePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaH100SxmPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH100Sxm(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH100SxmPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue
    device_embodied_carbon: NamedValue

class _HardwareCloudNvidiaH20PeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH20(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH20PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaH200NvlPeakThroughput(ByWord):
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH200Nvl(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH200NvlPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaH200SxmPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH200Sxm(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH200SxmPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue

class _HardwareCloudNvidiaH800SxmPeakThroughput(ByWord):
    fp64: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaH800Sxm(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaH800SxmPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaL2PeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaL2(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaL2PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaL20PeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaL20(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaL20PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaL4PeakThroughput(ByWord):
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareCloudNvidiaL4(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaL4PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue

class _HardwareCloudNvidiaL40PeakThroughput(ByWord):
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaL40(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaL40PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue

class _HardwareCloudNvidiaL40sPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaL40s(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaL40sPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaT4PeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue
    int8: NamedValue
    int4: NamedValue

class _HardwareCloudNvidiaT4(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaT4PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaV100PciePeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    fp16: NamedValue

class _HardwareCloudNvidiaV100Pcie(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaV100PciePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareCloudNvidiaV100SxmPeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    fp16: NamedValue

class _HardwareCloudNvidiaV100Sxm(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaV100SxmPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue

class _HardwareCloudNvidiaV100sPciePeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    fp16: NamedValue

class _HardwareCloudNvidiaV100sPcie(NamedRecord):
    peak_throughput: _HardwareCloudNvidiaV100sPciePeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareEdgeGoogleCoralEdgeTpuPeakThroughput(ByWord):
    int8: NamedValue

class _HardwareEdgeGoogleCoralEdgeTpu(NamedRecord):
    peak_throughput: _HardwareEdgeGoogleCoralEdgeTpuPeakThroughput
    memory_capacity: NamedValue
    static_memory_size: NamedValue
    thermal_design_power: NamedValue
    link_bandwidth: NamedValue
    purchase_cost: NamedValue

class _HardwareEdgeHailo10hPeakThroughput(ByWord):
    int8: NamedValue
    int4: NamedValue

class _HardwareEdgeHailo10h(NamedRecord):
    peak_throughput: _HardwareEdgeHailo10hPeakThroughput
    memory_capacity: NamedValue

class _HardwareEdgeHailo8PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareEdgeHailo8(NamedRecord):
    peak_throughput: _HardwareEdgeHailo8PeakThroughput
    thermal_design_power: NamedValue

class _HardwareEdgeHailo8lPeakThroughput(ByWord):
    int8: NamedValue

class _HardwareEdgeHailo8l(NamedRecord):
    peak_throughput: _HardwareEdgeHailo8lPeakThroughput
    static_memory_size: NamedValue
    clock_frequency: NamedValue

class _HardwareEdgeJetsonAgxOrin64gbPeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareEdgeJetsonAgxOrin64gb(NamedRecord):
    peak_throughput: _HardwareEdgeJetsonAgxOrin64gbPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareEdgeNvidiaJetsonAgxThorPeakThroughput(ByWord):
    fp8: NamedValue
    fp4: NamedValue

class _HardwareEdgeNvidiaJetsonAgxThor(NamedRecord):
    peak_throughput: _HardwareEdgeNvidiaJetsonAgxThorPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue

class _HardwareEdgeNvidiaJetsonOrinNano8gbPeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareEdgeNvidiaJetsonOrinNano8gb(NamedRecord):
    peak_throughput: _HardwareEdgeNvidiaJetsonOrinNano8gbPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    purchase_cost: NamedValue

class _HardwareEdgeNvidiaJetsonOrinNx16gbPeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue
    int8: NamedValue

class _HardwareEdgeNvidiaJetsonOrinNx16gbOperationsPerCycle(ByWord):
    fp16: NamedValue
    int8: NamedValue

class _HardwareEdgeNvidiaJetsonOrinNx16gb(NamedRecord):
    peak_throughput: _HardwareEdgeNvidiaJetsonOrinNx16gbPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    operations_per_cycle: _HardwareEdgeNvidiaJetsonOrinNx16gbOperationsPerCycle

class _HardwareMobileAppleA17ProPeakThroughput(ByWord):
    int8: NamedValue

class _HardwareMobileAppleA17Pro(NamedRecord):
    peak_throughput: _HardwareMobileAppleA17ProPeakThroughput
    memory_capacity: NamedValue
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareMobileAppleA18PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareMobileAppleA18(NamedRecord):
    peak_throughput: _HardwareMobileAppleA18PeakThroughput
    memory_capacity: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue

class _HardwareMobileGoogleTensorG3(NamedRecord):
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareMobileGoogleTensorG4(NamedRecord):
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareMobileQualcommSnapdragon8Elite(NamedRecord):
    memory_bandwidth: NamedValue
    clock_frequency: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue

class _HardwareMobileQualcommSnapdragon8Gen3(NamedRecord):
    memory_bandwidth: NamedValue
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareTinyArmEthosU55_256PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareTinyArmEthosU55_256(NamedRecord):
    peak_throughput: _HardwareTinyArmEthosU55_256PeakThroughput
    clock_frequency: NamedValue

class _HardwareTinyEsp32S3PeakThroughput(ByWord):
    fp32: NamedValue
    int8: NamedValue

class _HardwareTinyEsp32S3(NamedRecord):
    peak_throughput: _HardwareTinyEsp32S3PeakThroughput
    memory_capacity: NamedValue
    static_memory_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareTinyMax78000(NamedRecord):
    memory_capacity: NamedValue
    static_memory_size: NamedValue
    flash_size: NamedValue
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareTinyNrf52840PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareTinyNrf52840(NamedRecord):
    peak_throughput: _HardwareTinyNrf52840PeakThroughput
    memory_capacity: NamedValue
    static_memory_size: NamedValue
    flash_size: NamedValue
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareTinyRp2040PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareTinyRp2040(NamedRecord):
    peak_throughput: _HardwareTinyRp2040PeakThroughput
    memory_capacity: NamedValue
    static_memory_size: NamedValue
    clock_frequency: NamedValue
    multiprocessors: NamedValue

class _HardwareTinyRp2350PeakThroughput(ByWord):
    int8: NamedValue

class _HardwareTinyRp2350(NamedRecord):
    peak_throughput: _HardwareTinyRp2350PeakThroughput
    clock_frequency: NamedValue
    multiprocessors: NamedValue
    static_memory_size: NamedValue
    memory_capacity: NamedValue

class _HardwareTinyStm32h743PeakThroughput(ByWord):
    fp32: NamedValue
    int8: NamedValue

class _HardwareTinyStm32h743(NamedRecord):
    peak_throughput: _HardwareTinyStm32h743PeakThroughput
    memory_capacity: NamedValue
    static_memory_size: NamedValue
    flash_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareWorkstationAppleM2UltraPeakThroughput(ByWord):
    fp32: NamedValue

class _HardwareWorkstationAppleM2Ultra(NamedRecord):
    peak_throughput: _HardwareWorkstationAppleM2UltraPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue

class _HardwareWorkstationAppleM3MaxPeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue

class _HardwareWorkstationAppleM3Max(NamedRecord):
    peak_throughput: _HardwareWorkstationAppleM3MaxPeakThroughput
    memory_bandwidth: NamedValue
    memory_capacity: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareWorkstationAppleM3UltraPeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue

class _HardwareWorkstationAppleM3Ultra(NamedRecord):
    peak_throughput: _HardwareWorkstationAppleM3UltraPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue

class _HardwareWorkstationAppleM4MaxPeakThroughput(ByWord):
    fp32: NamedValue
    fp16: NamedValue

class _HardwareWorkstationAppleM4Max(NamedRecord):
    peak_throughput: _HardwareWorkstationAppleM4MaxPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue

class _HardwareWorkstationNvidiaDgxSparkPeakThroughput(ByWord):
    fp32: NamedValue
    fp4: NamedValue

class _HardwareWorkstationNvidiaDgxSpark(NamedRecord):
    peak_throughput: _HardwareWorkstationNvidiaDgxSparkPeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    multiprocessors: NamedValue
    purchase_cost: NamedValue

class _HardwareWorkstationNvidiaRtx4090PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue

class _HardwareWorkstationNvidiaRtx4090(NamedRecord):
    peak_throughput: _HardwareWorkstationNvidiaRtx4090PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue

class _HardwareWorkstationNvidiaRtx5090PeakThroughput(ByWord):
    fp32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareWorkstationNvidiaRtx5090(NamedRecord):
    peak_throughput: _HardwareWorkstationNvidiaRtx5090PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue
    purchase_cost: NamedValue

class _HardwareWorkstationNvidiaRtxPro6000PeakThroughput(ByWord):
    fp64: NamedValue
    fp32: NamedValue
    tf32: NamedValue
    bf16: NamedValue
    fp16: NamedValue
    fp8: NamedValue
    int8: NamedValue
    fp4: NamedValue

class _HardwareWorkstationNvidiaRtxPro6000(NamedRecord):
    peak_throughput: _HardwareWorkstationNvidiaRtxPro6000PeakThroughput
    memory_capacity: NamedValue
    memory_bandwidth: NamedValue
    link_bandwidth: NamedValue
    thermal_design_power: NamedValue
    last_level_cache_size: NamedValue
    multiprocessors: NamedValue
    clock_frequency: NamedValue
    die_area: NamedValue
    purchase_cost: NamedValue

class _InfrastructureDatacentersAwsBestSite2023(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersAwsFleet(NamedRecord):
    pue: NamedValue
    water_usage_effectiveness: NamedValue

class _InfrastructureDatacentersEnterpriseOnPremises2025(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersEquinixFleet(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersGoogleFleet(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersIndustryAverage(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersIndustryAverage2023(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersIndustryAverage2024(NamedRecord):
    pue: NamedValue

class _InfrastructureDatacentersMetaFleet(NamedRecord):
    pue: NamedValue
    water_usage_effectiveness: NamedValue

class _InfrastructureDatacentersMicrosoftFleet(NamedRecord):
    pue: NamedValue
    water_usage_effectiveness: NamedValue

class _InfrastructureDatacentersMicrosoftFleet2025(NamedRecord):
    pue: NamedValue
    water_usage_effectiveness: NamedValue

class _InfrastructureDatacentersPublicCloudAverage2025(NamedRecord):
    pue: NamedValue

class _InfrastructureGridsArgentina(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsAustralia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsAustria(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsBahrain(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsBangladesh(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsBelgium(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsBrazil(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsBulgaria(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsCanada(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsChile(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsChina(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsColombia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsCostaRica(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsCroatia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsCzechia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsDenmark(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsEgypt(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsEstonia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsEthiopia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsFinland(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsFrance(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsFranceDay2019_12_27(NamedRecord):
    grid_intensity: NamedValue
    best_window_intensity: NamedValue

class _InfrastructureGridsGermany(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsGreece(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsHongKong(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsHungary(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsIceland(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsIndia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsIndonesia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsIreland(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsIsrael(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsItaly(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsJapan(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsKazakhstan(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsKenya(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsNetherlands(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsNorway(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsPoland(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSerbia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSlovakia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSlovenia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSouthKorea(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSpain(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSweden(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsSwitzerland(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsThailand(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsTunisia(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsTurkey(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsUnitedArabEmirates(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsUnitedKingdom(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsUsAverage(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructureGridsWorldAverage(NamedRecord):
    grid_intensity: NamedValue

class _InfrastructurePricesGb200Nvl72Rack2026(NamedRecord):
    purchase_cost: NamedValue

class _InfrastructurePricesH100HourAwsCapacityBlock2024(NamedRecord):
    accelerator_price: NamedValue
    cloud_price: NamedValue

class _InfrastructurePricesH100HourAwsOnDemand2026_03(NamedRecord):
    accelerator_price: NamedValue
    cloud_price: NamedValue

class _InfrastructurePricesH100HourLambda2026_03(NamedRecord):
    accelerator_price: NamedValue
    cloud_price: NamedValue

class _InfrastructurePricesH100Pcie2024(NamedRecord):
    purchase_cost: NamedValue

class _InfrastructurePricesUsIndustrialElectricity2023(NamedRecord):
    electricity_price: NamedValue

class _InfrastructurePricesUsIndustrialElectricity2026_01(NamedRecord):
    electricity_price: NamedValue

class _InfrastructureRacksGb200Nvl72(NamedRecord):
    rack_accelerators: NamedValue
    rack_power_limit: NamedValue

class _ModelsLanguageBertBase(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageBloom176b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageCodeLlama34b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageDeepseekV2(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    rope_dimension: NamedValue
    value_dimension: NamedValue
    query_rank: NamedValue
    kv_rank: NamedValue
    vocabulary_size: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    experts: NamedValue
    shared_experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    dense_layers: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageDeepseekV3(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    rope_dimension: NamedValue
    value_dimension: NamedValue
    query_rank: NamedValue
    kv_rank: NamedValue
    vocabulary_size: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    experts: NamedValue
    shared_experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    dense_layers: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue
    active_parameters: NamedValue

class _ModelsLanguageGemma2_27b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGemma2_2b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGemma2_9b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGemma3_12b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGemma3_1b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGemma3_27b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGemma3_4b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    global_layer_fraction: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGpt2Large(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageGpt2Medium(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageGpt2Small(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageGpt2Xl(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageGpt3_175b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageGptOss120b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    vocabulary_size: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    shared_experts: NamedValue
    dense_layers: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue
    active_parameters: NamedValue

class _ModelsLanguageLlama13b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama2_13b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama2_70b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageLlama2_7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageLlama33b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama3_1_405b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageLlama3_1_70b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama3_1_8b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama3_2_1b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama3_2_3b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama3_70b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageLlama3_8b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageLlama65b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageLlama7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageMistral7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageMistralLarge2(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageMixtral8x22b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    shared_experts: NamedValue
    dense_layers: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageMixtral8x7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    shared_experts: NamedValue
    dense_layers: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue
    active_parameters: NamedValue

class _ModelsLanguageNemotron4_340b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_size: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageOlmo2_13b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageOlmo2_7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageOpt175b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    ffn_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguagePalm540b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_size: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguagePhi2(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguagePhi3Mini(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    window_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguagePhi4(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguagePhi4Mini(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_0_5b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_14b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_1_5b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_32b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_3b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_72b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen2_5_7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    vocabulary_size: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsLanguageQwen3_0_6b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_14b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_1_7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_235bA22b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    shared_experts: NamedValue
    dense_layers: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_30bA3b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    experts: NamedValue
    experts_per_token: NamedValue
    expert_ffn_size: NamedValue
    shared_experts: NamedValue
    dense_layers: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_32b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_4b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageQwen3_8b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageSmollm2_135m(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageSmollm2_1_7b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageSmollm2_360m(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsLanguageTinyllama1_1b(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    embedding_tables: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue

class _ModelsRecommendationDlrmCriteoKaggle(NamedRecord):
    parameters: NamedValue

class _ModelsRunsBloom176bRun(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsDeepseekV3Run(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsGpt3_175bRun(NamedRecord):
    training_tokens: NamedValue

class _ModelsRunsLlama2_70bRun(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsLlama2_7bRun(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsLlama3_1_405bRun(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsLlama3_70bRun(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsLlama3_8bRun(NamedRecord):
    training_tokens: NamedValue
    accelerator_time: NamedValue

class _ModelsRunsMegascale175bRun(NamedRecord):
    accelerators: NamedValue
    model_flops_utilization: NamedValue

class _ModelsRunsNemotron4_340bRun(NamedRecord):
    training_tokens: NamedValue
    accelerators: NamedValue
    model_flops_utilization: NamedValue

class _ModelsSpeechWhisperLargeV3(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    norm_vectors: NamedValue
    vocabulary_size: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsSpeechWhisperLargeV3Encoder(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    norm_vectors: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsVisionEfficientnetB0(NamedRecord):
    parameters: NamedValue

class _ModelsVisionMobilenetV2(NamedRecord):
    parameters: NamedValue

class _ModelsVisionResnet50(NamedRecord):
    parameters: NamedValue

class _ModelsVisionResnet8MlperfTiny(NamedRecord):
    image_width: NamedValue
    image_height: NamedValue
    channels: NamedValue

class _ModelsVisionVitBase(NamedRecord):
    layers: NamedValue
    hidden_size: NamedValue
    ffn_size: NamedValue
    heads: NamedValue
    kv_heads: NamedValue
    head_dimension: NamedValue
    ffn_matrices: NamedValue
    norm_vectors: NamedValue
    maximum_positions: NamedValue
    maximum_context_length: NamedValue
    final_norm_parameters: NamedValue
    parameters: NamedValue

class _ModelsVisionYolov8m(NamedRecord):
    parameters: NamedValue
    operations: NamedValue

class _ModelsVisionYolov8n(NamedRecord):
    parameters: NamedValue
    operations: NamedValue

class _ModelsVisionYolov8s(NamedRecord):
    parameters: NamedValue
    operations: NamedValue

class _SystemsClustersMegascale12288(NamedRecord):
    accelerators: NamedValue

class _SystemsClustersMetaLlama3(NamedRecord):
    accelerators: NamedValue
    nodes: NamedValue
    accelerators_per_node: NamedValue
    rack_accelerators: NamedValue
    oversubscription: NamedValue

class _SystemsClustersTpuV3Pod(NamedRecord):
    accelerators: NamedValue
    bisection_bandwidth: NamedValue

class _SystemsClustersTpuV4Pod(NamedRecord):
    accelerators: NamedValue
    bisection_bandwidth: NamedValue

class _SystemsClustersTpuV5ePod(NamedRecord):
    accelerators: NamedValue
    bisection_bandwidth: NamedValue

class _SystemsClustersTpuV5pPod(NamedRecord):
    accelerators: NamedValue

class _SystemsClustersTpuV6ePod(NamedRecord):
    accelerators: NamedValue
    bisection_bandwidth: NamedValue

class _SystemsClustersTpuV7Pod(NamedRecord):
    accelerators: NamedValue

class _SystemsLinksEthernet100g(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksEthernet200gGaudi(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksEthernet400g(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksEthernet800g(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksIciTpuV3(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksIciTpuV4(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksIciTpuV5e(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksIciTpuV5p(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksIciTpuV6e(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksInfinibandEdr(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksInfinibandHdr(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksInfinibandNdr(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksInfinibandXdr(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksInfinityFabricMi250(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksInfinityFabricMi300(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksNvlink2(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksNvlink3(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksNvlink4(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksNvlink5(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksNvlinkC2c(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksPcie3X16(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksPcie4X16(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksPcie5X16(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksPcie6X16(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsLinksTpuDatacenterNetwork(NamedRecord):
    link_bandwidth: NamedValue

class _SystemsNodesAwsInf2_48xlarge(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesAwsTrn1_32xlarge(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesDgxA100(NamedRecord):
    accelerators_per_node: NamedValue
    node_power: NamedValue

class _SystemsNodesDgxB200(NamedRecord):
    accelerators_per_node: NamedValue
    node_power: NamedValue

class _SystemsNodesDgxH100(NamedRecord):
    accelerators_per_node: NamedValue
    node_power: NamedValue

class _SystemsNodesDgxH200(NamedRecord):
    accelerators_per_node: NamedValue
    node_power: NamedValue

class _SystemsNodesGaudi3Server(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesGb200Nvl72Tray(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesMi300xPlatform(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesMi355xPlatform(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesTpuV4Host(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesTpuV5eHost(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesTpuV6eHost(NamedRecord):
    accelerators_per_node: NamedValue

class _SystemsNodesTpuV7Host(NamedRecord):
    accelerators_per_node: NamedValue

class _HardwareCloud(Namespace):
    a10: _HardwareCloudNvidiaA10
    a100: _HardwareCloudNvidiaA100_80gbSxm
    a100_40gb: _HardwareCloudNvidiaA100_40gbSxm
    a100_40gb_pcie: _HardwareCloudNvidiaA100_40gbPcie
    a100_80gb: _HardwareCloudNvidiaA100_80gbSxm
    a100_80gb_pcie: _HardwareCloudNvidiaA100_80gbPcie
    a100_pcie: _HardwareCloudNvidiaA100_80gbPcie
    a100_sxm_40gb: _HardwareCloudNvidiaA100_40gbSxm
    a100_sxm_80gb: _HardwareCloudNvidiaA100_80gbSxm
    a10g: _HardwareCloudNvidiaA10g
    a30: _HardwareCloudNvidiaA30
    a40: _HardwareCloudNvidiaA40
    amd_epyc_9654: _HardwareCloudAmdEpyc9654
    amd_epyc_9754: _HardwareCloudAmdEpyc9754
    amd_mi250: _HardwareCloudAmdMi250
    amd_mi250x: _HardwareCloudAmdMi250x
    amd_mi300x: _HardwareCloudAmdMi300x
    amd_mi325x: _HardwareCloudAmdMi325x
    amd_mi350x: _HardwareCloudAmdMi350x
    amd_mi355x: _HardwareCloudAmdMi355x
    aws_inferentia2: _HardwareCloudAwsInferentia2
    aws_trainium1: _HardwareCloudAwsTrainium1
    aws_trainium2: _HardwareCloudAwsTrainium2
    aws_trainium3: _HardwareCloudAwsTrainium3
    b200: _HardwareCloudNvidiaB200
    b200_sxm: _HardwareCloudNvidiaB200
    b300: _HardwareCloudNvidiaB300
    cerebras_cs3: _HardwareCloudCerebrasCs3
    epyc_9654: _HardwareCloudAmdEpyc9654
    epyc_9754: _HardwareCloudAmdEpyc9754
    gaudi1: _HardwareCloudIntelGaudi1
    gaudi2: _HardwareCloudIntelGaudi2
    gaudi3: _HardwareCloudIntelGaudi3
    gb200: _HardwareCloudNvidiaGb200
    gb300: _HardwareCloudNvidiaGb300
    gh200: _HardwareCloudNvidiaGh200
    google_tpu_v1: _HardwareCloudGoogleTpuV1
    google_tpu_v2: _HardwareCloudGoogleTpuV2
    google_tpu_v3: _HardwareCloudGoogleTpuV3
    google_tpu_v4: _HardwareCloudGoogleTpuV4
    google_tpu_v5e: _HardwareCloudGoogleTpuV5e
    google_tpu_v5p: _HardwareCloudGoogleTpuV5p
    google_tpu_v6e: _HardwareCloudGoogleTpuV6e
    google_tpu_v7: _HardwareCloudGoogleTpuV7
    grace_superchip: _HardwareCloudNvidiaGraceSuperchip
    groq_lpu: _HardwareCloudGroqLpu
    h100: _HardwareCloudNvidiaH100Sxm
    h100_nvl: _HardwareCloudNvidiaH100Nvl
    h100_pcie: _HardwareCloudNvidiaH100Pcie
    h100_sxm: _HardwareCloudNvidiaH100Sxm
    h20: _HardwareCloudNvidiaH20
    h200: _HardwareCloudNvidiaH200Sxm
    h200_nvl: _HardwareCloudNvidiaH200Nvl
    h200_sxm: _HardwareCloudNvidiaH200Sxm
    h800: _HardwareCloudNvidiaH800Sxm
    inferentia2: _HardwareCloudAwsInferentia2
    intel_gaudi1: _HardwareCloudIntelGaudi1
    intel_gaudi2: _HardwareCloudIntelGaudi2
    intel_gaudi3: _HardwareCloudIntelGaudi3
    intel_xeon_6776p: _HardwareCloudIntelXeon6776p
    ironwood: _HardwareCloudGoogleTpuV7
    l20: _HardwareCloudNvidiaL20
    l2_gpu: _HardwareCloudNvidiaL2
    l4: _HardwareCloudNvidiaL4
    l40: _HardwareCloudNvidiaL40
    l40s: _HardwareCloudNvidiaL40s
    mi250: _HardwareCloudAmdMi250
    mi250x: _HardwareCloudAmdMi250x
    mi300x: _HardwareCloudAmdMi300x
    mi325x: _HardwareCloudAmdMi325x
    mi350x: _HardwareCloudAmdMi350x
    mi355x: _HardwareCloudAmdMi355x
    nvidia_a10: _HardwareCloudNvidiaA10
    nvidia_a100_40gb_pcie: _HardwareCloudNvidiaA100_40gbPcie
    nvidia_a100_40gb_sxm: _HardwareCloudNvidiaA100_40gbSxm
    nvidia_a100_80gb_pcie: _HardwareCloudNvidiaA100_80gbPcie
    nvidia_a100_80gb_sxm: _HardwareCloudNvidiaA100_80gbSxm
    nvidia_a10g: _HardwareCloudNvidiaA10g
    nvidia_a30: _HardwareCloudNvidiaA30
    nvidia_a40: _HardwareCloudNvidiaA40
    nvidia_b200: _HardwareCloudNvidiaB200
    nvidia_b300: _HardwareCloudNvidiaB300
    nvidia_gb200: _HardwareCloudNvidiaGb200
    nvidia_gb300: _HardwareCloudNvidiaGb300
    nvidia_gh200: _HardwareCloudNvidiaGh200
    nvidia_grace_superchip: _HardwareCloudNvidiaGraceSuperchip
    nvidia_h100_nvl: _HardwareCloudNvidiaH100Nvl
    nvidia_h100_pcie: _HardwareCloudNvidiaH100Pcie
    nvidia_h100_sxm: _HardwareCloudNvidiaH100Sxm
    nvidia_h20: _HardwareCloudNvidiaH20
    nvidia_h200_nvl: _HardwareCloudNvidiaH200Nvl
    nvidia_h200_sxm: _HardwareCloudNvidiaH200Sxm
    nvidia_h800_sxm: _HardwareCloudNvidiaH800Sxm
    nvidia_l2: _HardwareCloudNvidiaL2
    nvidia_l20: _HardwareCloudNvidiaL20
    nvidia_l4: _HardwareCloudNvidiaL4
    nvidia_l40: _HardwareCloudNvidiaL40
    nvidia_l40s: _HardwareCloudNvidiaL40s
    nvidia_t4: _HardwareCloudNvidiaT4
    nvidia_v100_pcie: _HardwareCloudNvidiaV100Pcie
    nvidia_v100_sxm: _HardwareCloudNvidiaV100Sxm
    nvidia_v100s_pcie: _HardwareCloudNvidiaV100sPcie
    t4: _HardwareCloudNvidiaT4
    tpu7x: _HardwareCloudGoogleTpuV7
    tpu_v1: _HardwareCloudGoogleTpuV1
    tpu_v2: _HardwareCloudGoogleTpuV2
    tpu_v3: _HardwareCloudGoogleTpuV3
    tpu_v4: _HardwareCloudGoogleTpuV4
    tpu_v5e: _HardwareCloudGoogleTpuV5e
    tpu_v5p: _HardwareCloudGoogleTpuV5p
    tpu_v6e: _HardwareCloudGoogleTpuV6e
    tpu_v7: _HardwareCloudGoogleTpuV7
    trainium1: _HardwareCloudAwsTrainium1
    trainium2: _HardwareCloudAwsTrainium2
    trainium3: _HardwareCloudAwsTrainium3
    trillium: _HardwareCloudGoogleTpuV6e
    trn1_chip: _HardwareCloudAwsTrainium1
    v100: _HardwareCloudNvidiaV100Sxm
    v100_pcie: _HardwareCloudNvidiaV100Pcie
    v100_sxm: _HardwareCloudNvidiaV100Sxm
    v100s: _HardwareCloudNvidiaV100sPcie
    wse3: _HardwareCloudCerebrasCs3
    xeon_6776p: _HardwareCloudIntelXeon6776p

class _HardwareEdge(Namespace):
    coral_edge_tpu: _HardwareEdgeGoogleCoralEdgeTpu
    edge_tpu: _HardwareEdgeGoogleCoralEdgeTpu
    google_coral_edge_tpu: _HardwareEdgeGoogleCoralEdgeTpu
    hailo10h: _HardwareEdgeHailo10h
    hailo8: _HardwareEdgeHailo8
    hailo8l: _HardwareEdgeHailo8l
    hailo_10h: _HardwareEdgeHailo10h
    hailo_8: _HardwareEdgeHailo8
    hailo_8l: _HardwareEdgeHailo8l
    jetson_agx_orin: _HardwareEdgeJetsonAgxOrin64gb
    jetson_agx_orin_64gb: _HardwareEdgeJetsonAgxOrin64gb
    jetson_agx_thor: _HardwareEdgeNvidiaJetsonAgxThor
    jetson_orin_nano: _HardwareEdgeNvidiaJetsonOrinNano8gb
    jetson_orin_nx: _HardwareEdgeNvidiaJetsonOrinNx16gb
    jetson_orin_nx_16gb: _HardwareEdgeNvidiaJetsonOrinNx16gb
    jetson_thor: _HardwareEdgeNvidiaJetsonAgxThor
    nvidia_jetson_agx_orin_64gb: _HardwareEdgeJetsonAgxOrin64gb
    nvidia_jetson_agx_thor: _HardwareEdgeNvidiaJetsonAgxThor
    nvidia_jetson_orin_nano_8gb: _HardwareEdgeNvidiaJetsonOrinNano8gb
    nvidia_jetson_orin_nx_16gb: _HardwareEdgeNvidiaJetsonOrinNx16gb

class _HardwareMobile(Namespace):
    a17_pro: _HardwareMobileAppleA17Pro
    a18: _HardwareMobileAppleA18
    apple_a17_pro: _HardwareMobileAppleA17Pro
    apple_a18: _HardwareMobileAppleA18
    google_tensor_g3: _HardwareMobileGoogleTensorG3
    google_tensor_g4: _HardwareMobileGoogleTensorG4
    qualcomm_snapdragon_8_elite: _HardwareMobileQualcommSnapdragon8Elite
    qualcomm_snapdragon_8_gen_3: _HardwareMobileQualcommSnapdragon8Gen3
    snapdragon_8_elite: _HardwareMobileQualcommSnapdragon8Elite
    snapdragon_8_gen_3: _HardwareMobileQualcommSnapdragon8Gen3
    tensor_g3: _HardwareMobileGoogleTensorG3
    tensor_g4: _HardwareMobileGoogleTensorG4

class _HardwareTiny(Namespace):
    arm_ethos_u55_256: _HardwareTinyArmEthosU55_256
    esp32_s3: _HardwareTinyEsp32S3
    esp32s3: _HardwareTinyEsp32S3
    ethos_u55: _HardwareTinyArmEthosU55_256
    max78000: _HardwareTinyMax78000
    nrf52840: _HardwareTinyNrf52840
    rp2040: _HardwareTinyRp2040
    rp2350: _HardwareTinyRp2350
    stm32h743: _HardwareTinyStm32h743
    stm32h743zi: _HardwareTinyStm32h743

class _HardwareWorkstation(Namespace):
    apple_m2_ultra: _HardwareWorkstationAppleM2Ultra
    apple_m3_max: _HardwareWorkstationAppleM3Max
    apple_m3_ultra: _HardwareWorkstationAppleM3Ultra
    apple_m4_max: _HardwareWorkstationAppleM4Max
    dgx_spark: _HardwareWorkstationNvidiaDgxSpark
    gb10: _HardwareWorkstationNvidiaDgxSpark
    m2_ultra: _HardwareWorkstationAppleM2Ultra
    m3_max: _HardwareWorkstationAppleM3Max
    m3_ultra: _HardwareWorkstationAppleM3Ultra
    m4_max: _HardwareWorkstationAppleM4Max
    nvidia_dgx_spark: _HardwareWorkstationNvidiaDgxSpark
    nvidia_rtx_4090: _HardwareWorkstationNvidiaRtx4090
    nvidia_rtx_5090: _HardwareWorkstationNvidiaRtx5090
    nvidia_rtx_pro_6000: _HardwareWorkstationNvidiaRtxPro6000
    rtx_4090: _HardwareWorkstationNvidiaRtx4090
    rtx_5090: _HardwareWorkstationNvidiaRtx5090
    rtx_pro_6000: _HardwareWorkstationNvidiaRtxPro6000

class _InfrastructureDatacenters(Namespace):
    average_datacenter: _InfrastructureDatacentersIndustryAverage
    average_datacenter_2024: _InfrastructureDatacentersIndustryAverage2024
    aws_best_site_2023: _InfrastructureDatacentersAwsBestSite2023
    aws_datacenters: _InfrastructureDatacentersAwsFleet
    aws_fleet: _InfrastructureDatacentersAwsFleet
    enterprise_on_premises_2025: _InfrastructureDatacentersEnterpriseOnPremises2025
    equinix_datacenters: _InfrastructureDatacentersEquinixFleet
    equinix_fleet: _InfrastructureDatacentersEquinixFleet
    google_datacenters: _InfrastructureDatacentersGoogleFleet
    google_fleet: _InfrastructureDatacentersGoogleFleet
    industry_average: _InfrastructureDatacentersIndustryAverage
    industry_average_2023: _InfrastructureDatacentersIndustryAverage2023
    industry_average_2024: _InfrastructureDatacentersIndustryAverage2024
    meta_datacenters: _InfrastructureDatacentersMetaFleet
    meta_fleet: _InfrastructureDatacentersMetaFleet
    microsoft_datacenters: _InfrastructureDatacentersMicrosoftFleet
    microsoft_datacenters_2025: _InfrastructureDatacentersMicrosoftFleet2025
    microsoft_fleet: _InfrastructureDatacentersMicrosoftFleet
    microsoft_fleet_2025: _InfrastructureDatacentersMicrosoftFleet2025
    public_cloud_average_2025: _InfrastructureDatacentersPublicCloudAverage2025

class _InfrastructureGrids(Namespace):
    argentina: _InfrastructureGridsArgentina
    australia: _InfrastructureGridsAustralia
    austria: _InfrastructureGridsAustria
    bahrain: _InfrastructureGridsBahrain
    bangladesh: _InfrastructureGridsBangladesh
    belgium: _InfrastructureGridsBelgium
    brazil: _InfrastructureGridsBrazil
    bulgaria: _InfrastructureGridsBulgaria
    canada: _InfrastructureGridsCanada
    chile: _InfrastructureGridsChile
    china: _InfrastructureGridsChina
    colombia: _InfrastructureGridsColombia
    costa_rica: _InfrastructureGridsCostaRica
    croatia: _InfrastructureGridsCroatia
    czechia: _InfrastructureGridsCzechia
    denmark: _InfrastructureGridsDenmark
    egypt: _InfrastructureGridsEgypt
    estonia: _InfrastructureGridsEstonia
    ethiopia: _InfrastructureGridsEthiopia
    finland: _InfrastructureGridsFinland
    france: _InfrastructureGridsFrance
    france_day_2019_12_27: _InfrastructureGridsFranceDay2019_12_27
    germany: _InfrastructureGridsGermany
    greece: _InfrastructureGridsGreece
    grid_argentina: _InfrastructureGridsArgentina
    grid_australia: _InfrastructureGridsAustralia
    grid_austria: _InfrastructureGridsAustria
    grid_bahrain: _InfrastructureGridsBahrain
    grid_bangladesh: _InfrastructureGridsBangladesh
    grid_belgium: _InfrastructureGridsBelgium
    grid_brazil: _InfrastructureGridsBrazil
    grid_bulgaria: _InfrastructureGridsBulgaria
    grid_canada: _InfrastructureGridsCanada
    grid_chile: _InfrastructureGridsChile
    grid_china: _InfrastructureGridsChina
    grid_colombia: _InfrastructureGridsColombia
    grid_costa_rica: _InfrastructureGridsCostaRica
    grid_croatia: _InfrastructureGridsCroatia
    grid_czechia: _InfrastructureGridsCzechia
    grid_denmark: _InfrastructureGridsDenmark
    grid_egypt: _InfrastructureGridsEgypt
    grid_estonia: _InfrastructureGridsEstonia
    grid_ethiopia: _InfrastructureGridsEthiopia
    grid_finland: _InfrastructureGridsFinland
    grid_france: _InfrastructureGridsFrance
    grid_france_hourly: _InfrastructureGridsFranceDay2019_12_27
    grid_germany: _InfrastructureGridsGermany
    grid_greece: _InfrastructureGridsGreece
    grid_hong_kong: _InfrastructureGridsHongKong
    grid_hungary: _InfrastructureGridsHungary
    grid_iceland: _InfrastructureGridsIceland
    grid_india: _InfrastructureGridsIndia
    grid_indonesia: _InfrastructureGridsIndonesia
    grid_ireland: _InfrastructureGridsIreland
    grid_israel: _InfrastructureGridsIsrael
    grid_italy: _InfrastructureGridsItaly
    grid_japan: _InfrastructureGridsJapan
    grid_kazakhstan: _InfrastructureGridsKazakhstan
    grid_kenya: _InfrastructureGridsKenya
    grid_netherlands: _InfrastructureGridsNetherlands
    grid_norway: _InfrastructureGridsNorway
    grid_poland: _InfrastructureGridsPoland
    grid_serbia: _InfrastructureGridsSerbia
    grid_slovakia: _InfrastructureGridsSlovakia
    grid_slovenia: _InfrastructureGridsSlovenia
    grid_south_korea: _InfrastructureGridsSouthKorea
    grid_spain: _InfrastructureGridsSpain
    grid_sweden: _InfrastructureGridsSweden
    grid_switzerland: _InfrastructureGridsSwitzerland
    grid_thailand: _InfrastructureGridsThailand
    grid_tunisia: _InfrastructureGridsTunisia
    grid_turkey: _InfrastructureGridsTurkey
    grid_united_arab_emirates: _InfrastructureGridsUnitedArabEmirates
    grid_united_kingdom: _InfrastructureGridsUnitedKingdom
    grid_us: _InfrastructureGridsUsAverage
    grid_world: _InfrastructureGridsWorldAverage
    hong_kong: _InfrastructureGridsHongKong
    hungary: _InfrastructureGridsHungary
    iceland: _InfrastructureGridsIceland
    india: _InfrastructureGridsIndia
    indonesia: _InfrastructureGridsIndonesia
    ireland: _InfrastructureGridsIreland
    israel: _InfrastructureGridsIsrael
    italy: _InfrastructureGridsItaly
    japan: _InfrastructureGridsJapan
    kazakhstan: _InfrastructureGridsKazakhstan
    kenya: _InfrastructureGridsKenya
    netherlands: _InfrastructureGridsNetherlands
    norway: _InfrastructureGridsNorway
    poland: _InfrastructureGridsPoland
    serbia: _InfrastructureGridsSerbia
    slovakia: _InfrastructureGridsSlovakia
    slovenia: _InfrastructureGridsSlovenia
    south_korea: _InfrastructureGridsSouthKorea
    spain: _InfrastructureGridsSpain
    sweden: _InfrastructureGridsSweden
    switzerland: _InfrastructureGridsSwitzerland
    thailand: _InfrastructureGridsThailand
    tunisia: _InfrastructureGridsTunisia
    turkey: _InfrastructureGridsTurkey
    united_arab_emirates: _InfrastructureGridsUnitedArabEmirates
    united_kingdom: _InfrastructureGridsUnitedKingdom
    us_average: _InfrastructureGridsUsAverage
    world_average: _InfrastructureGridsWorldAverage

class _InfrastructurePrices(Namespace):
    gb200_nvl72_rack_2026: _InfrastructurePricesGb200Nvl72Rack2026
    h100_hour: _InfrastructurePricesH100HourLambda2026_03
    h100_hour_2024: _InfrastructurePricesH100HourAwsCapacityBlock2024
    h100_hour_aws: _InfrastructurePricesH100HourAwsOnDemand2026_03
    h100_hour_aws_capacity_block_2024: _InfrastructurePricesH100HourAwsCapacityBlock2024
    h100_hour_aws_on_demand_2026_03: _InfrastructurePricesH100HourAwsOnDemand2026_03
    h100_hour_lambda: _InfrastructurePricesH100HourLambda2026_03
    h100_hour_lambda_2026_03: _InfrastructurePricesH100HourLambda2026_03
    h100_pcie_2024: _InfrastructurePricesH100Pcie2024
    us_industrial_electricity: _InfrastructurePricesUsIndustrialElectricity2023
    us_industrial_electricity_2023: _InfrastructurePricesUsIndustrialElectricity2023
    us_industrial_electricity_2026_01: _InfrastructurePricesUsIndustrialElectricity2026_01

class _InfrastructureRacks(Namespace):
    gb200_nvl72: _InfrastructureRacksGb200Nvl72

class _ModelsLanguage(Namespace):
    bert_base: _ModelsLanguageBertBase
    bert_base_uncased: _ModelsLanguageBertBase
    bloom: _ModelsLanguageBloom176b
    bloom_176b: _ModelsLanguageBloom176b
    code_llama_34b: _ModelsLanguageCodeLlama34b
    codellama_34b: _ModelsLanguageCodeLlama34b
    deepseek_v2: _ModelsLanguageDeepseekV2
    deepseek_v3: _ModelsLanguageDeepseekV3
    deepseekv3: _ModelsLanguageDeepseekV3
    gemma2_27b: _ModelsLanguageGemma2_27b
    gemma2_2b: _ModelsLanguageGemma2_2b
    gemma2_9b: _ModelsLanguageGemma2_9b
    gemma3_12b: _ModelsLanguageGemma3_12b
    gemma3_1b: _ModelsLanguageGemma3_1b
    gemma3_27b: _ModelsLanguageGemma3_27b
    gemma3_4b: _ModelsLanguageGemma3_4b
    gemma_2_27b: _ModelsLanguageGemma2_27b
    gemma_2_2b: _ModelsLanguageGemma2_2b
    gemma_2_9b: _ModelsLanguageGemma2_9b
    gemma_3_12b: _ModelsLanguageGemma3_12b
    gemma_3_1b: _ModelsLanguageGemma3_1b
    gemma_3_27b: _ModelsLanguageGemma3_27b
    gemma_3_4b: _ModelsLanguageGemma3_4b
    gpt2: _ModelsLanguageGpt2Small
    gpt2_large: _ModelsLanguageGpt2Large
    gpt2_medium: _ModelsLanguageGpt2Medium
    gpt2_small: _ModelsLanguageGpt2Small
    gpt2_xl: _ModelsLanguageGpt2Xl
    gpt3: _ModelsLanguageGpt3_175b
    gpt3_175b: _ModelsLanguageGpt3_175b
    gpt_2_xl: _ModelsLanguageGpt2Xl
    gpt_3_175b: _ModelsLanguageGpt3_175b
    gpt_oss: _ModelsLanguageGptOss120b
    gpt_oss_120b: _ModelsLanguageGptOss120b
    llama1_13b: _ModelsLanguageLlama13b
    llama1_33b: _ModelsLanguageLlama33b
    llama1_65b: _ModelsLanguageLlama65b
    llama1_7b: _ModelsLanguageLlama7b
    llama2_13b: _ModelsLanguageLlama2_13b
    llama2_70b: _ModelsLanguageLlama2_70b
    llama2_7b: _ModelsLanguageLlama2_7b
    llama3_1_405b: _ModelsLanguageLlama3_1_405b
    llama3_70b: _ModelsLanguageLlama3_70b
    llama3_8b: _ModelsLanguageLlama3_8b
    llama_13b: _ModelsLanguageLlama13b
    llama_2_13b: _ModelsLanguageLlama2_13b
    llama_2_70b: _ModelsLanguageLlama2_70b
    llama_2_7b: _ModelsLanguageLlama2_7b
    llama_33b: _ModelsLanguageLlama33b
    llama_3_1_405b: _ModelsLanguageLlama3_1_405b
    llama_3_1_70b: _ModelsLanguageLlama3_1_70b
    llama_3_1_8b: _ModelsLanguageLlama3_1_8b
    llama_3_2_1b: _ModelsLanguageLlama3_2_1b
    llama_3_2_3b: _ModelsLanguageLlama3_2_3b
    llama_3_70b: _ModelsLanguageLlama3_70b
    llama_3_8b: _ModelsLanguageLlama3_8b
    llama_405b: _ModelsLanguageLlama3_1_405b
    llama_65b: _ModelsLanguageLlama65b
    llama_7b: _ModelsLanguageLlama7b
    mistral7b: _ModelsLanguageMistral7b
    mistral_7b: _ModelsLanguageMistral7b
    mistral_large_2: _ModelsLanguageMistralLarge2
    mixtral: _ModelsLanguageMixtral8x7b
    mixtral_8x22b: _ModelsLanguageMixtral8x22b
    mixtral_8x7b: _ModelsLanguageMixtral8x7b
    nemotron_4_340b: _ModelsLanguageNemotron4_340b
    olmo2_13b: _ModelsLanguageOlmo2_13b
    olmo2_7b: _ModelsLanguageOlmo2_7b
    olmo_2_13b: _ModelsLanguageOlmo2_13b
    olmo_2_7b: _ModelsLanguageOlmo2_7b
    opt_175b: _ModelsLanguageOpt175b
    palm: _ModelsLanguagePalm540b
    palm_540b: _ModelsLanguagePalm540b
    phi2: _ModelsLanguagePhi2
    phi3_mini: _ModelsLanguagePhi3Mini
    phi4: _ModelsLanguagePhi4
    phi_2: _ModelsLanguagePhi2
    phi_3_mini: _ModelsLanguagePhi3Mini
    phi_4: _ModelsLanguagePhi4
    phi_4_mini: _ModelsLanguagePhi4Mini
    qwen2_5_0_5b: _ModelsLanguageQwen2_5_0_5b
    qwen2_5_14b: _ModelsLanguageQwen2_5_14b
    qwen2_5_1_5b: _ModelsLanguageQwen2_5_1_5b
    qwen2_5_32b: _ModelsLanguageQwen2_5_32b
    qwen2_5_3b: _ModelsLanguageQwen2_5_3b
    qwen2_5_72b: _ModelsLanguageQwen2_5_72b
    qwen2_5_7b: _ModelsLanguageQwen2_5_7b
    qwen3_0_6b: _ModelsLanguageQwen3_0_6b
    qwen3_14b: _ModelsLanguageQwen3_14b
    qwen3_1_7b: _ModelsLanguageQwen3_1_7b
    qwen3_235b_a22b: _ModelsLanguageQwen3_235bA22b
    qwen3_30b_a3b: _ModelsLanguageQwen3_30bA3b
    qwen3_32b: _ModelsLanguageQwen3_32b
    qwen3_4b: _ModelsLanguageQwen3_4b
    qwen3_8b: _ModelsLanguageQwen3_8b
    qwen_7b: _ModelsLanguageQwen2_5_7b
    smollm2_135m: _ModelsLanguageSmollm2_135m
    smollm2_1_7b: _ModelsLanguageSmollm2_1_7b
    smollm2_360m: _ModelsLanguageSmollm2_360m
    tinyllama: _ModelsLanguageTinyllama1_1b
    tinyllama_1_1b: _ModelsLanguageTinyllama1_1b

class _ModelsRecommendation(Namespace):
    dlrm: _ModelsRecommendationDlrmCriteoKaggle
    dlrm_criteo_kaggle: _ModelsRecommendationDlrmCriteoKaggle
    dlrm_kaggle: _ModelsRecommendationDlrmCriteoKaggle

class _ModelsRuns(Namespace):
    bloom_176b_run: _ModelsRunsBloom176bRun
    deepseek_v3_run: _ModelsRunsDeepseekV3Run
    gpt3_175b_run: _ModelsRunsGpt3_175bRun
    llama_2_70b_run: _ModelsRunsLlama2_70bRun
    llama_2_7b_run: _ModelsRunsLlama2_7bRun
    llama_3_1_405b_run: _ModelsRunsLlama3_1_405bRun
    llama_3_70b_run: _ModelsRunsLlama3_70bRun
    llama_3_8b_run: _ModelsRunsLlama3_8bRun
    megascale_175b_run: _ModelsRunsMegascale175bRun
    nemotron_4_340b_run: _ModelsRunsNemotron4_340bRun

class _ModelsSpeech(Namespace):
    whisper_large_v3: _ModelsSpeechWhisperLargeV3
    whisper_large_v3_decoder: _ModelsSpeechWhisperLargeV3
    whisper_large_v3_encoder: _ModelsSpeechWhisperLargeV3Encoder

class _ModelsVision(Namespace):
    efficientnet_b0: _ModelsVisionEfficientnetB0
    mlperf_tiny_image_classification: _ModelsVisionResnet8MlperfTiny
    mobilenet_v2: _ModelsVisionMobilenetV2
    mobilenetv2: _ModelsVisionMobilenetV2
    resnet50: _ModelsVisionResnet50
    resnet_50: _ModelsVisionResnet50
    resnet_8: _ModelsVisionResnet8MlperfTiny
    resnet_8_mlperf_tiny: _ModelsVisionResnet8MlperfTiny
    vit_b_16: _ModelsVisionVitBase
    vit_base: _ModelsVisionVitBase
    yolov8m: _ModelsVisionYolov8m
    yolov8n: _ModelsVisionYolov8n
    yolov8s: _ModelsVisionYolov8s

class _SystemsClusters(Namespace):
    megascale_12288: _SystemsClustersMegascale12288
    meta_h100_cluster: _SystemsClustersMetaLlama3
    meta_llama_3: _SystemsClustersMetaLlama3
    tpu_v3_pod: _SystemsClustersTpuV3Pod
    tpu_v4_pod: _SystemsClustersTpuV4Pod
    tpu_v5e_pod: _SystemsClustersTpuV5ePod
    tpu_v5p_pod: _SystemsClustersTpuV5pPod
    tpu_v6e_pod: _SystemsClustersTpuV6ePod
    tpu_v7_pod: _SystemsClustersTpuV7Pod

class _SystemsLinks(Namespace):
    edr: _SystemsLinksInfinibandEdr
    ethernet_100g: _SystemsLinksEthernet100g
    ethernet_200g_gaudi: _SystemsLinksEthernet200gGaudi
    ethernet_400g: _SystemsLinksEthernet400g
    ethernet_800g: _SystemsLinksEthernet800g
    hdr: _SystemsLinksInfinibandHdr
    ici_tpu_v3: _SystemsLinksIciTpuV3
    ici_tpu_v4: _SystemsLinksIciTpuV4
    ici_tpu_v5e: _SystemsLinksIciTpuV5e
    ici_tpu_v5p: _SystemsLinksIciTpuV5p
    ici_tpu_v6e: _SystemsLinksIciTpuV6e
    infiniband_edr: _SystemsLinksInfinibandEdr
    infiniband_hdr: _SystemsLinksInfinibandHdr
    infiniband_ndr: _SystemsLinksInfinibandNdr
    infiniband_xdr: _SystemsLinksInfinibandXdr
    infinity_fabric_mi250: _SystemsLinksInfinityFabricMi250
    infinity_fabric_mi300: _SystemsLinksInfinityFabricMi300
    ndr: _SystemsLinksInfinibandNdr
    nvlink2: _SystemsLinksNvlink2
    nvlink3: _SystemsLinksNvlink3
    nvlink4: _SystemsLinksNvlink4
    nvlink5: _SystemsLinksNvlink5
    nvlink_c2c: _SystemsLinksNvlinkC2c
    pcie3_x16: _SystemsLinksPcie3X16
    pcie4_x16: _SystemsLinksPcie4X16
    pcie5_x16: _SystemsLinksPcie5X16
    pcie6_x16: _SystemsLinksPcie6X16
    tpu_datacenter_network: _SystemsLinksTpuDatacenterNetwork
    xdr: _SystemsLinksInfinibandXdr

class _SystemsNodes(Namespace):
    aws_inf2_48xlarge: _SystemsNodesAwsInf2_48xlarge
    aws_trn1_32xlarge: _SystemsNodesAwsTrn1_32xlarge
    dgx_a100: _SystemsNodesDgxA100
    dgx_b200: _SystemsNodesDgxB200
    dgx_h100: _SystemsNodesDgxH100
    dgx_h200: _SystemsNodesDgxH200
    gaudi3_server: _SystemsNodesGaudi3Server
    gb200_nvl72_tray: _SystemsNodesGb200Nvl72Tray
    gb200_tray: _SystemsNodesGb200Nvl72Tray
    mi300x_platform: _SystemsNodesMi300xPlatform
    mi355x_platform: _SystemsNodesMi355xPlatform
    tpu_v4_host: _SystemsNodesTpuV4Host
    tpu_v5e_host: _SystemsNodesTpuV5eHost
    tpu_v6e_host: _SystemsNodesTpuV6eHost
    tpu_v7_host: _SystemsNodesTpuV7Host
    trn1_32xlarge: _SystemsNodesAwsTrn1_32xlarge

class _Hardware(Namespace):
    a10: _HardwareCloudNvidiaA10
    a100: _HardwareCloudNvidiaA100_80gbSxm
    a100_40gb: _HardwareCloudNvidiaA100_40gbSxm
    a100_40gb_pcie: _HardwareCloudNvidiaA100_40gbPcie
    a100_80gb: _HardwareCloudNvidiaA100_80gbSxm
    a100_80gb_pcie: _HardwareCloudNvidiaA100_80gbPcie
    a100_pcie: _HardwareCloudNvidiaA100_80gbPcie
    a100_sxm_40gb: _HardwareCloudNvidiaA100_40gbSxm
    a100_sxm_80gb: _HardwareCloudNvidiaA100_80gbSxm
    a10g: _HardwareCloudNvidiaA10g
    a17_pro: _HardwareMobileAppleA17Pro
    a18: _HardwareMobileAppleA18
    a30: _HardwareCloudNvidiaA30
    a40: _HardwareCloudNvidiaA40
    amd_epyc_9654: _HardwareCloudAmdEpyc9654
    amd_epyc_9754: _HardwareCloudAmdEpyc9754
    amd_mi250: _HardwareCloudAmdMi250
    amd_mi250x: _HardwareCloudAmdMi250x
    amd_mi300x: _HardwareCloudAmdMi300x
    amd_mi325x: _HardwareCloudAmdMi325x
    amd_mi350x: _HardwareCloudAmdMi350x
    amd_mi355x: _HardwareCloudAmdMi355x
    apple_a17_pro: _HardwareMobileAppleA17Pro
    apple_a18: _HardwareMobileAppleA18
    apple_m2_ultra: _HardwareWorkstationAppleM2Ultra
    apple_m3_max: _HardwareWorkstationAppleM3Max
    apple_m3_ultra: _HardwareWorkstationAppleM3Ultra
    apple_m4_max: _HardwareWorkstationAppleM4Max
    arm_ethos_u55_256: _HardwareTinyArmEthosU55_256
    aws_inferentia2: _HardwareCloudAwsInferentia2
    aws_trainium1: _HardwareCloudAwsTrainium1
    aws_trainium2: _HardwareCloudAwsTrainium2
    aws_trainium3: _HardwareCloudAwsTrainium3
    b200: _HardwareCloudNvidiaB200
    b200_sxm: _HardwareCloudNvidiaB200
    b300: _HardwareCloudNvidiaB300
    cerebras_cs3: _HardwareCloudCerebrasCs3
    cloud: _HardwareCloud
    coral_edge_tpu: _HardwareEdgeGoogleCoralEdgeTpu
    dgx_spark: _HardwareWorkstationNvidiaDgxSpark
    edge: _HardwareEdge
    edge_tpu: _HardwareEdgeGoogleCoralEdgeTpu
    epyc_9654: _HardwareCloudAmdEpyc9654
    epyc_9754: _HardwareCloudAmdEpyc9754
    esp32_s3: _HardwareTinyEsp32S3
    esp32s3: _HardwareTinyEsp32S3
    ethos_u55: _HardwareTinyArmEthosU55_256
    gaudi1: _HardwareCloudIntelGaudi1
    gaudi2: _HardwareCloudIntelGaudi2
    gaudi3: _HardwareCloudIntelGaudi3
    gb10: _HardwareWorkstationNvidiaDgxSpark
    gb200: _HardwareCloudNvidiaGb200
    gb300: _HardwareCloudNvidiaGb300
    gh200: _HardwareCloudNvidiaGh200
    google_coral_edge_tpu: _HardwareEdgeGoogleCoralEdgeTpu
    google_tensor_g3: _HardwareMobileGoogleTensorG3
    google_tensor_g4: _HardwareMobileGoogleTensorG4
    google_tpu_v1: _HardwareCloudGoogleTpuV1
    google_tpu_v2: _HardwareCloudGoogleTpuV2
    google_tpu_v3: _HardwareCloudGoogleTpuV3
    google_tpu_v4: _HardwareCloudGoogleTpuV4
    google_tpu_v5e: _HardwareCloudGoogleTpuV5e
    google_tpu_v5p: _HardwareCloudGoogleTpuV5p
    google_tpu_v6e: _HardwareCloudGoogleTpuV6e
    google_tpu_v7: _HardwareCloudGoogleTpuV7
    grace_superchip: _HardwareCloudNvidiaGraceSuperchip
    groq_lpu: _HardwareCloudGroqLpu
    h100: _HardwareCloudNvidiaH100Sxm
    h100_nvl: _HardwareCloudNvidiaH100Nvl
    h100_pcie: _HardwareCloudNvidiaH100Pcie
    h100_sxm: _HardwareCloudNvidiaH100Sxm
    h20: _HardwareCloudNvidiaH20
    h200: _HardwareCloudNvidiaH200Sxm
    h200_nvl: _HardwareCloudNvidiaH200Nvl
    h200_sxm: _HardwareCloudNvidiaH200Sxm
    h800: _HardwareCloudNvidiaH800Sxm
    hailo10h: _HardwareEdgeHailo10h
    hailo8: _HardwareEdgeHailo8
    hailo8l: _HardwareEdgeHailo8l
    hailo_10h: _HardwareEdgeHailo10h
    hailo_8: _HardwareEdgeHailo8
    hailo_8l: _HardwareEdgeHailo8l
    inferentia2: _HardwareCloudAwsInferentia2
    intel_gaudi1: _HardwareCloudIntelGaudi1
    intel_gaudi2: _HardwareCloudIntelGaudi2
    intel_gaudi3: _HardwareCloudIntelGaudi3
    intel_xeon_6776p: _HardwareCloudIntelXeon6776p
    ironwood: _HardwareCloudGoogleTpuV7
    jetson_agx_orin: _HardwareEdgeJetsonAgxOrin64gb
    jetson_agx_orin_64gb: _HardwareEdgeJetsonAgxOrin64gb
    jetson_agx_thor: _HardwareEdgeNvidiaJetsonAgxThor
    jetson_orin_nano: _HardwareEdgeNvidiaJetsonOrinNano8gb
    jetson_orin_nx: _HardwareEdgeNvidiaJetsonOrinNx16gb
    jetson_orin_nx_16gb: _HardwareEdgeNvidiaJetsonOrinNx16gb
    jetson_thor: _HardwareEdgeNvidiaJetsonAgxThor
    l20: _HardwareCloudNvidiaL20
    l2_gpu: _HardwareCloudNvidiaL2
    l4: _HardwareCloudNvidiaL4
    l40: _HardwareCloudNvidiaL40
    l40s: _HardwareCloudNvidiaL40s
    m2_ultra: _HardwareWorkstationAppleM2Ultra
    m3_max: _HardwareWorkstationAppleM3Max
    m3_ultra: _HardwareWorkstationAppleM3Ultra
    m4_max: _HardwareWorkstationAppleM4Max
    max78000: _HardwareTinyMax78000
    mi250: _HardwareCloudAmdMi250
    mi250x: _HardwareCloudAmdMi250x
    mi300x: _HardwareCloudAmdMi300x
    mi325x: _HardwareCloudAmdMi325x
    mi350x: _HardwareCloudAmdMi350x
    mi355x: _HardwareCloudAmdMi355x
    mobile: _HardwareMobile
    nrf52840: _HardwareTinyNrf52840
    nvidia_a10: _HardwareCloudNvidiaA10
    nvidia_a100_40gb_pcie: _HardwareCloudNvidiaA100_40gbPcie
    nvidia_a100_40gb_sxm: _HardwareCloudNvidiaA100_40gbSxm
    nvidia_a100_80gb_pcie: _HardwareCloudNvidiaA100_80gbPcie
    nvidia_a100_80gb_sxm: _HardwareCloudNvidiaA100_80gbSxm
    nvidia_a10g: _HardwareCloudNvidiaA10g
    nvidia_a30: _HardwareCloudNvidiaA30
    nvidia_a40: _HardwareCloudNvidiaA40
    nvidia_b200: _HardwareCloudNvidiaB200
    nvidia_b300: _HardwareCloudNvidiaB300
    nvidia_dgx_spark: _HardwareWorkstationNvidiaDgxSpark
    nvidia_gb200: _HardwareCloudNvidiaGb200
    nvidia_gb300: _HardwareCloudNvidiaGb300
    nvidia_gh200: _HardwareCloudNvidiaGh200
    nvidia_grace_superchip: _HardwareCloudNvidiaGraceSuperchip
    nvidia_h100_nvl: _HardwareCloudNvidiaH100Nvl
    nvidia_h100_pcie: _HardwareCloudNvidiaH100Pcie
    nvidia_h100_sxm: _HardwareCloudNvidiaH100Sxm
    nvidia_h20: _HardwareCloudNvidiaH20
    nvidia_h200_nvl: _HardwareCloudNvidiaH200Nvl
    nvidia_h200_sxm: _HardwareCloudNvidiaH200Sxm
    nvidia_h800_sxm: _HardwareCloudNvidiaH800Sxm
    nvidia_jetson_agx_orin_64gb: _HardwareEdgeJetsonAgxOrin64gb
    nvidia_jetson_agx_thor: _HardwareEdgeNvidiaJetsonAgxThor
    nvidia_jetson_orin_nano_8gb: _HardwareEdgeNvidiaJetsonOrinNano8gb
    nvidia_jetson_orin_nx_16gb: _HardwareEdgeNvidiaJetsonOrinNx16gb
    nvidia_l2: _HardwareCloudNvidiaL2
    nvidia_l20: _HardwareCloudNvidiaL20
    nvidia_l4: _HardwareCloudNvidiaL4
    nvidia_l40: _HardwareCloudNvidiaL40
    nvidia_l40s: _HardwareCloudNvidiaL40s
    nvidia_rtx_4090: _HardwareWorkstationNvidiaRtx4090
    nvidia_rtx_5090: _HardwareWorkstationNvidiaRtx5090
    nvidia_rtx_pro_6000: _HardwareWorkstationNvidiaRtxPro6000
    nvidia_t4: _HardwareCloudNvidiaT4
    nvidia_v100_pcie: _HardwareCloudNvidiaV100Pcie
    nvidia_v100_sxm: _HardwareCloudNvidiaV100Sxm
    nvidia_v100s_pcie: _HardwareCloudNvidiaV100sPcie
    qualcomm_snapdragon_8_elite: _HardwareMobileQualcommSnapdragon8Elite
    qualcomm_snapdragon_8_gen_3: _HardwareMobileQualcommSnapdragon8Gen3
    rp2040: _HardwareTinyRp2040
    rp2350: _HardwareTinyRp2350
    rtx_4090: _HardwareWorkstationNvidiaRtx4090
    rtx_5090: _HardwareWorkstationNvidiaRtx5090
    rtx_pro_6000: _HardwareWorkstationNvidiaRtxPro6000
    snapdragon_8_elite: _HardwareMobileQualcommSnapdragon8Elite
    snapdragon_8_gen_3: _HardwareMobileQualcommSnapdragon8Gen3
    stm32h743: _HardwareTinyStm32h743
    stm32h743zi: _HardwareTinyStm32h743
    t4: _HardwareCloudNvidiaT4
    tensor_g3: _HardwareMobileGoogleTensorG3
    tensor_g4: _HardwareMobileGoogleTensorG4
    tiny: _HardwareTiny
    tpu7x: _HardwareCloudGoogleTpuV7
    tpu_v1: _HardwareCloudGoogleTpuV1
    tpu_v2: _HardwareCloudGoogleTpuV2
    tpu_v3: _HardwareCloudGoogleTpuV3
    tpu_v4: _HardwareCloudGoogleTpuV4
    tpu_v5e: _HardwareCloudGoogleTpuV5e
    tpu_v5p: _HardwareCloudGoogleTpuV5p
    tpu_v6e: _HardwareCloudGoogleTpuV6e
    tpu_v7: _HardwareCloudGoogleTpuV7
    trainium1: _HardwareCloudAwsTrainium1
    trainium2: _HardwareCloudAwsTrainium2
    trainium3: _HardwareCloudAwsTrainium3
    trillium: _HardwareCloudGoogleTpuV6e
    trn1_chip: _HardwareCloudAwsTrainium1
    v100: _HardwareCloudNvidiaV100Sxm
    v100_pcie: _HardwareCloudNvidiaV100Pcie
    v100_sxm: _HardwareCloudNvidiaV100Sxm
    v100s: _HardwareCloudNvidiaV100sPcie
    workstation: _HardwareWorkstation
    wse3: _HardwareCloudCerebrasCs3
    xeon_6776p: _HardwareCloudIntelXeon6776p

class _Infrastructure(Namespace):
    argentina: _InfrastructureGridsArgentina
    australia: _InfrastructureGridsAustralia
    austria: _InfrastructureGridsAustria
    average_datacenter: _InfrastructureDatacentersIndustryAverage
    average_datacenter_2024: _InfrastructureDatacentersIndustryAverage2024
    aws_best_site_2023: _InfrastructureDatacentersAwsBestSite2023
    aws_datacenters: _InfrastructureDatacentersAwsFleet
    aws_fleet: _InfrastructureDatacentersAwsFleet
    bahrain: _InfrastructureGridsBahrain
    bangladesh: _InfrastructureGridsBangladesh
    belgium: _InfrastructureGridsBelgium
    brazil: _InfrastructureGridsBrazil
    bulgaria: _InfrastructureGridsBulgaria
    canada: _InfrastructureGridsCanada
    chile: _InfrastructureGridsChile
    china: _InfrastructureGridsChina
    colombia: _InfrastructureGridsColombia
    costa_rica: _InfrastructureGridsCostaRica
    croatia: _InfrastructureGridsCroatia
    czechia: _InfrastructureGridsCzechia
    datacenters: _InfrastructureDatacenters
    denmark: _InfrastructureGridsDenmark
    egypt: _InfrastructureGridsEgypt
    enterprise_on_premises_2025: _InfrastructureDatacentersEnterpriseOnPremises2025
    equinix_datacenters: _InfrastructureDatacentersEquinixFleet
    equinix_fleet: _InfrastructureDatacentersEquinixFleet
    estonia: _InfrastructureGridsEstonia
    ethiopia: _InfrastructureGridsEthiopia
    finland: _InfrastructureGridsFinland
    france: _InfrastructureGridsFrance
    france_day_2019_12_27: _InfrastructureGridsFranceDay2019_12_27
    gb200_nvl72: _InfrastructureRacksGb200Nvl72
    gb200_nvl72_rack_2026: _InfrastructurePricesGb200Nvl72Rack2026
    germany: _InfrastructureGridsGermany
    google_datacenters: _InfrastructureDatacentersGoogleFleet
    google_fleet: _InfrastructureDatacentersGoogleFleet
    greece: _InfrastructureGridsGreece
    grid_argentina: _InfrastructureGridsArgentina
    grid_australia: _InfrastructureGridsAustralia
    grid_austria: _InfrastructureGridsAustria
    grid_bahrain: _InfrastructureGridsBahrain
    grid_bangladesh: _InfrastructureGridsBangladesh
    grid_belgium: _InfrastructureGridsBelgium
    grid_brazil: _InfrastructureGridsBrazil
    grid_bulgaria: _InfrastructureGridsBulgaria
    grid_canada: _InfrastructureGridsCanada
    grid_chile: _InfrastructureGridsChile
    grid_china: _InfrastructureGridsChina
    grid_colombia: _InfrastructureGridsColombia
    grid_costa_rica: _InfrastructureGridsCostaRica
    grid_croatia: _InfrastructureGridsCroatia
    grid_czechia: _InfrastructureGridsCzechia
    grid_denmark: _InfrastructureGridsDenmark
    grid_egypt: _InfrastructureGridsEgypt
    grid_estonia: _InfrastructureGridsEstonia
    grid_ethiopia: _InfrastructureGridsEthiopia
    grid_finland: _InfrastructureGridsFinland
    grid_france: _InfrastructureGridsFrance
    grid_france_hourly: _InfrastructureGridsFranceDay2019_12_27
    grid_germany: _InfrastructureGridsGermany
    grid_greece: _InfrastructureGridsGreece
    grid_hong_kong: _InfrastructureGridsHongKong
    grid_hungary: _InfrastructureGridsHungary
    grid_iceland: _InfrastructureGridsIceland
    grid_india: _InfrastructureGridsIndia
    grid_indonesia: _InfrastructureGridsIndonesia
    grid_ireland: _InfrastructureGridsIreland
    grid_israel: _InfrastructureGridsIsrael
    grid_italy: _InfrastructureGridsItaly
    grid_japan: _InfrastructureGridsJapan
    grid_kazakhstan: _InfrastructureGridsKazakhstan
    grid_kenya: _InfrastructureGridsKenya
    grid_netherlands: _InfrastructureGridsNetherlands
    grid_norway: _InfrastructureGridsNorway
    grid_poland: _InfrastructureGridsPoland
    grid_serbia: _InfrastructureGridsSerbia
    grid_slovakia: _InfrastructureGridsSlovakia
    grid_slovenia: _InfrastructureGridsSlovenia
    grid_south_korea: _InfrastructureGridsSouthKorea
    grid_spain: _InfrastructureGridsSpain
    grid_sweden: _InfrastructureGridsSweden
    grid_switzerland: _InfrastructureGridsSwitzerland
    grid_thailand: _InfrastructureGridsThailand
    grid_tunisia: _InfrastructureGridsTunisia
    grid_turkey: _InfrastructureGridsTurkey
    grid_united_arab_emirates: _InfrastructureGridsUnitedArabEmirates
    grid_united_kingdom: _InfrastructureGridsUnitedKingdom
    grid_us: _InfrastructureGridsUsAverage
    grid_world: _InfrastructureGridsWorldAverage
    grids: _InfrastructureGrids
    h100_hour: _InfrastructurePricesH100HourLambda2026_03
    h100_hour_2024: _InfrastructurePricesH100HourAwsCapacityBlock2024
    h100_hour_aws: _InfrastructurePricesH100HourAwsOnDemand2026_03
    h100_hour_aws_capacity_block_2024: _InfrastructurePricesH100HourAwsCapacityBlock2024
    h100_hour_aws_on_demand_2026_03: _InfrastructurePricesH100HourAwsOnDemand2026_03
    h100_hour_lambda: _InfrastructurePricesH100HourLambda2026_03
    h100_hour_lambda_2026_03: _InfrastructurePricesH100HourLambda2026_03
    h100_pcie_2024: _InfrastructurePricesH100Pcie2024
    hong_kong: _InfrastructureGridsHongKong
    hungary: _InfrastructureGridsHungary
    iceland: _InfrastructureGridsIceland
    india: _InfrastructureGridsIndia
    indonesia: _InfrastructureGridsIndonesia
    industry_average: _InfrastructureDatacentersIndustryAverage
    industry_average_2023: _InfrastructureDatacentersIndustryAverage2023
    industry_average_2024: _InfrastructureDatacentersIndustryAverage2024
    ireland: _InfrastructureGridsIreland
    israel: _InfrastructureGridsIsrael
    italy: _InfrastructureGridsItaly
    japan: _InfrastructureGridsJapan
    kazakhstan: _InfrastructureGridsKazakhstan
    kenya: _InfrastructureGridsKenya
    meta_datacenters: _InfrastructureDatacentersMetaFleet
    meta_fleet: _InfrastructureDatacentersMetaFleet
    microsoft_datacenters: _InfrastructureDatacentersMicrosoftFleet
    microsoft_datacenters_2025: _InfrastructureDatacentersMicrosoftFleet2025
    microsoft_fleet: _InfrastructureDatacentersMicrosoftFleet
    microsoft_fleet_2025: _InfrastructureDatacentersMicrosoftFleet2025
    netherlands: _InfrastructureGridsNetherlands
    norway: _InfrastructureGridsNorway
    poland: _InfrastructureGridsPoland
    prices: _InfrastructurePrices
    public_cloud_average_2025: _InfrastructureDatacentersPublicCloudAverage2025
    racks: _InfrastructureRacks
    serbia: _InfrastructureGridsSerbia
    slovakia: _InfrastructureGridsSlovakia
    slovenia: _InfrastructureGridsSlovenia
    south_korea: _InfrastructureGridsSouthKorea
    spain: _InfrastructureGridsSpain
    sweden: _InfrastructureGridsSweden
    switzerland: _InfrastructureGridsSwitzerland
    thailand: _InfrastructureGridsThailand
    tunisia: _InfrastructureGridsTunisia
    turkey: _InfrastructureGridsTurkey
    united_arab_emirates: _InfrastructureGridsUnitedArabEmirates
    united_kingdom: _InfrastructureGridsUnitedKingdom
    us_average: _InfrastructureGridsUsAverage
    us_industrial_electricity: _InfrastructurePricesUsIndustrialElectricity2023
    us_industrial_electricity_2023: _InfrastructurePricesUsIndustrialElectricity2023
    us_industrial_electricity_2026_01: _InfrastructurePricesUsIndustrialElectricity2026_01
    world_average: _InfrastructureGridsWorldAverage

class _Models(Namespace):
    bert_base: _ModelsLanguageBertBase
    bert_base_uncased: _ModelsLanguageBertBase
    bloom: _ModelsLanguageBloom176b
    bloom_176b: _ModelsLanguageBloom176b
    bloom_176b_run: _ModelsRunsBloom176bRun
    code_llama_34b: _ModelsLanguageCodeLlama34b
    codellama_34b: _ModelsLanguageCodeLlama34b
    deepseek_v2: _ModelsLanguageDeepseekV2
    deepseek_v3: _ModelsLanguageDeepseekV3
    deepseek_v3_run: _ModelsRunsDeepseekV3Run
    deepseekv3: _ModelsLanguageDeepseekV3
    dlrm: _ModelsRecommendationDlrmCriteoKaggle
    dlrm_criteo_kaggle: _ModelsRecommendationDlrmCriteoKaggle
    dlrm_kaggle: _ModelsRecommendationDlrmCriteoKaggle
    efficientnet_b0: _ModelsVisionEfficientnetB0
    gemma2_27b: _ModelsLanguageGemma2_27b
    gemma2_2b: _ModelsLanguageGemma2_2b
    gemma2_9b: _ModelsLanguageGemma2_9b
    gemma3_12b: _ModelsLanguageGemma3_12b
    gemma3_1b: _ModelsLanguageGemma3_1b
    gemma3_27b: _ModelsLanguageGemma3_27b
    gemma3_4b: _ModelsLanguageGemma3_4b
    gemma_2_27b: _ModelsLanguageGemma2_27b
    gemma_2_2b: _ModelsLanguageGemma2_2b
    gemma_2_9b: _ModelsLanguageGemma2_9b
    gemma_3_12b: _ModelsLanguageGemma3_12b
    gemma_3_1b: _ModelsLanguageGemma3_1b
    gemma_3_27b: _ModelsLanguageGemma3_27b
    gemma_3_4b: _ModelsLanguageGemma3_4b
    gpt2: _ModelsLanguageGpt2Small
    gpt2_large: _ModelsLanguageGpt2Large
    gpt2_medium: _ModelsLanguageGpt2Medium
    gpt2_small: _ModelsLanguageGpt2Small
    gpt2_xl: _ModelsLanguageGpt2Xl
    gpt3: _ModelsLanguageGpt3_175b
    gpt3_175b: _ModelsLanguageGpt3_175b
    gpt3_175b_run: _ModelsRunsGpt3_175bRun
    gpt_2_xl: _ModelsLanguageGpt2Xl
    gpt_3_175b: _ModelsLanguageGpt3_175b
    gpt_oss: _ModelsLanguageGptOss120b
    gpt_oss_120b: _ModelsLanguageGptOss120b
    language: _ModelsLanguage
    llama1_13b: _ModelsLanguageLlama13b
    llama1_33b: _ModelsLanguageLlama33b
    llama1_65b: _ModelsLanguageLlama65b
    llama1_7b: _ModelsLanguageLlama7b
    llama2_13b: _ModelsLanguageLlama2_13b
    llama2_70b: _ModelsLanguageLlama2_70b
    llama2_7b: _ModelsLanguageLlama2_7b
    llama3_1_405b: _ModelsLanguageLlama3_1_405b
    llama3_70b: _ModelsLanguageLlama3_70b
    llama3_8b: _ModelsLanguageLlama3_8b
    llama_13b: _ModelsLanguageLlama13b
    llama_2_13b: _ModelsLanguageLlama2_13b
    llama_2_70b: _ModelsLanguageLlama2_70b
    llama_2_70b_run: _ModelsRunsLlama2_70bRun
    llama_2_7b: _ModelsLanguageLlama2_7b
    llama_2_7b_run: _ModelsRunsLlama2_7bRun
    llama_33b: _ModelsLanguageLlama33b
    llama_3_1_405b: _ModelsLanguageLlama3_1_405b
    llama_3_1_405b_run: _ModelsRunsLlama3_1_405bRun
    llama_3_1_70b: _ModelsLanguageLlama3_1_70b
    llama_3_1_8b: _ModelsLanguageLlama3_1_8b
    llama_3_2_1b: _ModelsLanguageLlama3_2_1b
    llama_3_2_3b: _ModelsLanguageLlama3_2_3b
    llama_3_70b: _ModelsLanguageLlama3_70b
    llama_3_70b_run: _ModelsRunsLlama3_70bRun
    llama_3_8b: _ModelsLanguageLlama3_8b
    llama_3_8b_run: _ModelsRunsLlama3_8bRun
    llama_405b: _ModelsLanguageLlama3_1_405b
    llama_65b: _ModelsLanguageLlama65b
    llama_7b: _ModelsLanguageLlama7b
    megascale_175b_run: _ModelsRunsMegascale175bRun
    mistral7b: _ModelsLanguageMistral7b
    mistral_7b: _ModelsLanguageMistral7b
    mistral_large_2: _ModelsLanguageMistralLarge2
    mixtral: _ModelsLanguageMixtral8x7b
    mixtral_8x22b: _ModelsLanguageMixtral8x22b
    mixtral_8x7b: _ModelsLanguageMixtral8x7b
    mlperf_tiny_image_classification: _ModelsVisionResnet8MlperfTiny
    mobilenet_v2: _ModelsVisionMobilenetV2
    mobilenetv2: _ModelsVisionMobilenetV2
    nemotron_4_340b: _ModelsLanguageNemotron4_340b
    nemotron_4_340b_run: _ModelsRunsNemotron4_340bRun
    olmo2_13b: _ModelsLanguageOlmo2_13b
    olmo2_7b: _ModelsLanguageOlmo2_7b
    olmo_2_13b: _ModelsLanguageOlmo2_13b
    olmo_2_7b: _ModelsLanguageOlmo2_7b
    opt_175b: _ModelsLanguageOpt175b
    palm: _ModelsLanguagePalm540b
    palm_540b: _ModelsLanguagePalm540b
    phi2: _ModelsLanguagePhi2
    phi3_mini: _ModelsLanguagePhi3Mini
    phi4: _ModelsLanguagePhi4
    phi_2: _ModelsLanguagePhi2
    phi_3_mini: _ModelsLanguagePhi3Mini
    phi_4: _ModelsLanguagePhi4
    phi_4_mini: _ModelsLanguagePhi4Mini
    qwen2_5_0_5b: _ModelsLanguageQwen2_5_0_5b
    qwen2_5_14b: _ModelsLanguageQwen2_5_14b
    qwen2_5_1_5b: _ModelsLanguageQwen2_5_1_5b
    qwen2_5_32b: _ModelsLanguageQwen2_5_32b
    qwen2_5_3b: _ModelsLanguageQwen2_5_3b
    qwen2_5_72b: _ModelsLanguageQwen2_5_72b
    qwen2_5_7b: _ModelsLanguageQwen2_5_7b
    qwen3_0_6b: _ModelsLanguageQwen3_0_6b
    qwen3_14b: _ModelsLanguageQwen3_14b
    qwen3_1_7b: _ModelsLanguageQwen3_1_7b
    qwen3_235b_a22b: _ModelsLanguageQwen3_235bA22b
    qwen3_30b_a3b: _ModelsLanguageQwen3_30bA3b
    qwen3_32b: _ModelsLanguageQwen3_32b
    qwen3_4b: _ModelsLanguageQwen3_4b
    qwen3_8b: _ModelsLanguageQwen3_8b
    qwen_7b: _ModelsLanguageQwen2_5_7b
    recommendation: _ModelsRecommendation
    resnet50: _ModelsVisionResnet50
    resnet_50: _ModelsVisionResnet50
    resnet_8: _ModelsVisionResnet8MlperfTiny
    resnet_8_mlperf_tiny: _ModelsVisionResnet8MlperfTiny
    runs: _ModelsRuns
    smollm2_135m: _ModelsLanguageSmollm2_135m
    smollm2_1_7b: _ModelsLanguageSmollm2_1_7b
    smollm2_360m: _ModelsLanguageSmollm2_360m
    speech: _ModelsSpeech
    tinyllama: _ModelsLanguageTinyllama1_1b
    tinyllama_1_1b: _ModelsLanguageTinyllama1_1b
    vision: _ModelsVision
    vit_b_16: _ModelsVisionVitBase
    vit_base: _ModelsVisionVitBase
    whisper_large_v3: _ModelsSpeechWhisperLargeV3
    whisper_large_v3_decoder: _ModelsSpeechWhisperLargeV3
    whisper_large_v3_encoder: _ModelsSpeechWhisperLargeV3Encoder
    yolov8m: _ModelsVisionYolov8m
    yolov8n: _ModelsVisionYolov8n
    yolov8s: _ModelsVisionYolov8s

class _Systems(Namespace):
    aws_inf2_48xlarge: _SystemsNodesAwsInf2_48xlarge
    aws_trn1_32xlarge: _SystemsNodesAwsTrn1_32xlarge
    clusters: _SystemsClusters
    dgx_a100: _SystemsNodesDgxA100
    dgx_b200: _SystemsNodesDgxB200
    dgx_h100: _SystemsNodesDgxH100
    dgx_h200: _SystemsNodesDgxH200
    edr: _SystemsLinksInfinibandEdr
    ethernet_100g: _SystemsLinksEthernet100g
    ethernet_200g_gaudi: _SystemsLinksEthernet200gGaudi
    ethernet_400g: _SystemsLinksEthernet400g
    ethernet_800g: _SystemsLinksEthernet800g
    gaudi3_server: _SystemsNodesGaudi3Server
    gb200_nvl72_tray: _SystemsNodesGb200Nvl72Tray
    gb200_tray: _SystemsNodesGb200Nvl72Tray
    hdr: _SystemsLinksInfinibandHdr
    ici_tpu_v3: _SystemsLinksIciTpuV3
    ici_tpu_v4: _SystemsLinksIciTpuV4
    ici_tpu_v5e: _SystemsLinksIciTpuV5e
    ici_tpu_v5p: _SystemsLinksIciTpuV5p
    ici_tpu_v6e: _SystemsLinksIciTpuV6e
    infiniband_edr: _SystemsLinksInfinibandEdr
    infiniband_hdr: _SystemsLinksInfinibandHdr
    infiniband_ndr: _SystemsLinksInfinibandNdr
    infiniband_xdr: _SystemsLinksInfinibandXdr
    infinity_fabric_mi250: _SystemsLinksInfinityFabricMi250
    infinity_fabric_mi300: _SystemsLinksInfinityFabricMi300
    links: _SystemsLinks
    megascale_12288: _SystemsClustersMegascale12288
    meta_h100_cluster: _SystemsClustersMetaLlama3
    meta_llama_3: _SystemsClustersMetaLlama3
    mi300x_platform: _SystemsNodesMi300xPlatform
    mi355x_platform: _SystemsNodesMi355xPlatform
    ndr: _SystemsLinksInfinibandNdr
    nodes: _SystemsNodes
    nvlink2: _SystemsLinksNvlink2
    nvlink3: _SystemsLinksNvlink3
    nvlink4: _SystemsLinksNvlink4
    nvlink5: _SystemsLinksNvlink5
    nvlink_c2c: _SystemsLinksNvlinkC2c
    pcie3_x16: _SystemsLinksPcie3X16
    pcie4_x16: _SystemsLinksPcie4X16
    pcie5_x16: _SystemsLinksPcie5X16
    pcie6_x16: _SystemsLinksPcie6X16
    tpu_datacenter_network: _SystemsLinksTpuDatacenterNetwork
    tpu_v3_pod: _SystemsClustersTpuV3Pod
    tpu_v4_host: _SystemsNodesTpuV4Host
    tpu_v4_pod: _SystemsClustersTpuV4Pod
    tpu_v5e_host: _SystemsNodesTpuV5eHost
    tpu_v5e_pod: _SystemsClustersTpuV5ePod
    tpu_v5p_pod: _SystemsClustersTpuV5pPod
    tpu_v6e_host: _SystemsNodesTpuV6eHost
    tpu_v6e_pod: _SystemsClustersTpuV6ePod
    tpu_v7_host: _SystemsNodesTpuV7Host
    tpu_v7_pod: _SystemsClustersTpuV7Pod
    trn1_32xlarge: _SystemsNodesAwsTrn1_32xlarge
    xdr: _SystemsLinksInfinibandXdr

hardware: _Hardware
models: _Models
infrastructure: _Infrastructure
systems: _Systems
