"""The registry holds what a user expects to name: devices, models, places, prices, links, nodes and clusters."""

from __future__ import annotations

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.counts import counted

BOOK = Book.load()
RECORDS = BOOK.names("record")
LEAST = {
    "hardware/": 60, "models/": 60, "infrastructure/grids/": 40, "infrastructure/datacenters/": 10, "infrastructure/racks/": 2,
    "infrastructure/cooling/": 2, "infrastructure/prices/": 10, "systems/links/": 20, "systems/nodes/": 15,
    "systems/topologies/": 2, "systems/clusters/": 5,
}  # fmt: skip
CLOUD = """
    nvidia_v100_sxm nvidia_a100_40gb_sxm nvidia_a100_80gb_sxm nvidia_a100_40gb_pcie nvidia_a100_80gb_pcie nvidia_h100_sxm
    nvidia_h100_pcie nvidia_h100_nvl nvidia_h200_sxm nvidia_gh200 nvidia_h20 nvidia_h800_sxm nvidia_b200 nvidia_b300
    nvidia_gb200 nvidia_gb300 nvidia_l4 nvidia_l40s nvidia_a10 nvidia_t4 amd_mi250x amd_mi300x amd_mi325x amd_mi355x
    google_tpu_v1 google_tpu_v2 google_tpu_v3 google_tpu_v4 google_tpu_v5e google_tpu_v5p google_tpu_v6e google_tpu_v7
    intel_gaudi2 intel_gaudi3 aws_trainium1 aws_trainium2 aws_inferentia2 groq_lpu cerebras_cs3 amd_epyc_9654
    intel_xeon_6776p nvidia_grace_superchip
"""
ELSEWHERE = """
    nvidia_rtx_4090 nvidia_rtx_5090 nvidia_rtx_pro_6000 nvidia_dgx_spark apple_m4_max apple_m3_ultra jetson_agx_orin_64gb
    jetson_agx_orin_32gb nvidia_jetson_orin_nx_16gb nvidia_jetson_orin_nano_8gb nvidia_jetson_orin_nano_4gb
    nvidia_jetson_agx_thor google_coral_edge_tpu hailo_8 apple_a18 qualcomm_snapdragon_8_elite google_tensor_g4 esp32_s3
    nrf52840 stm32h743 rp2040 max78000 arm_ethos_u55_256
"""
MODELS = """
    gpt2_small gpt3_175b opt_175b bloom_176b palm_540b llama_7b llama_2_70b llama_3_1_405b llama_3_2_1b mistral_7b
    mixtral_8x7b qwen2_5_72b qwen3_32b qwen3_235b_a22b deepseek_v2 deepseek_v3 deepseek_r1 gemma_3_27b phi_4 gpt_oss_20b
    gpt_oss_120b nemotron_4_340b bert_base t5_base vit_base resnet_50 mobilenet_v2 efficientnet_b0 yolov8m stable_diffusion
    unet whisper_large_v3 dlrm mamba resnet_8_mlperf_tiny ds_cnn_mlperf_tiny mobilenet_v1_mlperf_tiny
    autoencoder_mlperf_tiny
"""
SYSTEMS = """
    pcie3_x16 pcie4_x16 pcie5_x16 pcie6_x16 nvlink2 nvlink3 nvlink4 nvlink5 infiniband_edr infiniband_hdr infiniband_ndr
    infiniband_xdr ethernet_100g ethernet_400g ethernet_800g ici_tpu_v4 ici_tpu_v5p ici_tpu_v6e infinity_fabric_mi300
    dgx_a100 dgx_h100 dgx_h200 dgx_b200 hgx_a100 hgx_h100 hgx_h200 hgx_b200 gb200_nvl72 gb200_nvl72_domain mi300x_platform
    tpu_v3_host tpu_v4_host tpu_v5e_host tpu_v5p_host tpu_v6e_host tpu_v7_host aws_trn1_32xlarge aws_trn2_48xlarge
    meta_llama_3 megascale_12288 tpu_v4_pod tpu_v5p_pod tpu_v7_pod
"""
UNCOUNTED = {
    "models/recommendation/dlrm_criteo_kaggle",  # its source gives sizes of tables, no count
    "models/speech/whisper_large_v3",  # the count is printed for both halves together
    "models/speech/whisper_large_v3_encoder",
    "models/vision/resnet_8_mlperf_tiny",  # its source gives shapes, no count
}


@pytest.mark.parametrize("folder", LEAST)
def test_a_folder_has_enough_records(folder: str) -> None:
    assert sum(name.startswith(folder) for name in RECORDS) >= LEAST[folder]


@pytest.mark.parametrize("name", (CLOUD + ELSEWHERE + MODELS + SYSTEMS).split())
def test_a_thing_that_users_name_is_there(name: str) -> None:
    assert BOOK.record(name).fields


@pytest.mark.parametrize("field", ["cloud_price", "electricity_price", "storage_price", "egress_price", "purchase_cost"])
def test_every_kind_of_price_is_dated(field: str) -> None:
    prices = [name for name in RECORDS if name.startswith("infrastructure/prices/") and field in BOOK.record(name).fields]
    assert prices
    assert all(any(str(year) in name for year in range(2020, 2030)) for name in prices)


def test_a_grid_has_hours() -> None:
    grids = [name for name in RECORDS if name.startswith("infrastructure/grids/")]
    assert any(len(each.values) >= 24 for name in grids for each in BOOK.record(name).series.values())


@pytest.mark.parametrize("name", [each for each in RECORDS if each.startswith("models/") and "/runs/" not in each])
def test_a_model_is_compared_with_its_published_count(name: str) -> None:
    assert bool(list(counted(BOOK, name))) != (name in UNCOUNTED)
